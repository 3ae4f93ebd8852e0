package dev.sluice.ops.api.http;

/**
 * Something that callers can ask for.
 *
 * @param method of HTTP
 * @param path as OpenAPI writes it: {@code /v1/jobs/{customer}}
 * @param work what is done
 * @param late the answer where that takes longer than whoever asks may wait; it goes on all the
 *     same
 */
public record Endpoint(String method, String path, Work work, Late late) {
    /** What is done. */
    public interface Work {
        /**
         * @throws Refused with what is wrong with the call
         */
        Answer on(Call call) throws Exception;
    }

    /** What is answered before that is done. */
    public interface Late {
        Answer on(Call call);
    }
}
