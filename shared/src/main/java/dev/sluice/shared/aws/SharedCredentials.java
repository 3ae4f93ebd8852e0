package dev.sluice.shared.aws;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;
import software.amazon.awssdk.utils.IoUtils;

import java.util.concurrent.CompletableFuture;

/**
 * One provider for many clients. A client of the SDK closes the provider that it was given, if it
 * can be closed, and those that go on have none: so this one does not say that it can be.
 */
final class SharedCredentials implements AwsCredentialsProvider {
    private final AwsCredentialsProvider provider;

    private SharedCredentials(AwsCredentialsProvider provider) {
        this.provider = provider;
    }

    static SharedCredentials of(AwsCredentialsProvider provider) {
        return provider instanceof SharedCredentials shared
                ? shared
                : new SharedCredentials(provider);
    }

    @Override
    public AwsCredentials resolveCredentials() {
        return provider.resolveCredentials();
    }

    @Override
    public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(
            ResolveIdentityRequest request) {
        return provider.resolveIdentity(request).thenApply(identity -> identity);
    }

    void close() {
        IoUtils.closeIfCloseable(provider, null);
    }

    @Override
    public String toString() {
        return provider.toString();
    }
}
