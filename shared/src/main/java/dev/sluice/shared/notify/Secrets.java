package dev.sluice.shared.notify;

import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.time.Ticker;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssm.SsmClient;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where secrets are read.
 *
 * @param ssm absent where nothing says where it is; opened for whoever needs it
 * @param environment its value of a variable; empty if it is not set
 */
record Secrets(
        Supplier<Optional<SsmClient>> ssm, Function<String, String> environment, Ticker ticker) {
    /** Secrets Manager, as Systems Manager reads it. */
    private static final String REFERENCE = "/aws/reference/secretsmanager/";

    /**
     * Reads one for the first time.
     *
     * @throws StartFailure if it is not there
     */
    Secret open(SecretName name) {
        Supplier<String> store =
                switch (name.store()) {
                    case ENV -> () -> environment.apply(name.name());
                    case SSM -> parameter(name, name.name());
                    case SECRETSMANAGER -> parameter(name, REFERENCE + name.name());
                };
        Secret secret;
        try {
            secret = new Secret(name, store, ticker);
        } catch (SdkException e) {
            throw new StartFailure(
                    "the webhook's secret %s cannot be read: %s; create it, allow this role ssm:GetParameter (and kms:Decrypt, secretsmanager:GetSecretValue), or name another under notify"
                            .formatted(name, e.getMessage()),
                    e);
        }
        if (secret.values().isEmpty()) {
            throw new StartFailure("the webhook's secret %s is not set or empty".formatted(name));
        }
        return secret;
    }

    private Supplier<String> parameter(SecretName name, String parameter) {
        SsmClient client =
                ssm.get()
                        .orElseThrow(
                                () ->
                                        new StartFailure(
                                                "the webhook's secret %s is kept by Systems Manager, and nothing says where that is; set AWS_ENDPOINT_URL_SSM"
                                                        .formatted(name)));
        return () ->
                client.getParameter(get -> get.name(parameter).withDecryption(true))
                        .parameter()
                        .value();
    }
}
