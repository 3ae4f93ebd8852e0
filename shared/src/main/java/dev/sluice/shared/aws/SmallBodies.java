package dev.sluice.shared.aws;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Sends small bodies at once. The SDK asks S3 first whether it wants the body ({@code Expect:
 * 100-continue}), which costs each result a round trip more; worth it only for bodies that take
 * longer than that. Later versions of the SDK have the same limit.
 */
final class SmallBodies implements ExecutionInterceptor {
    private static final String EXPECT = "Expect";
    private static final long SMALL = 1 << 20;

    @Override
    public SdkHttpRequest modifyHttpRequest(
            Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        SdkHttpRequest request = context.httpRequest();
        boolean asks = request.firstMatchingHeader(EXPECT).isPresent();
        return asks && isSmall(request)
                ? request.toBuilder().removeHeader(EXPECT).build()
                : request;
    }

    static boolean isSmall(long bytes) {
        return bytes < SMALL;
    }

    private static boolean isSmall(SdkHttpRequest request) {
        return request.firstMatchingHeader("Content-Length")
                .map(length -> isSmall(Long.parseLong(length)))
                .orElse(false);
    }
}
