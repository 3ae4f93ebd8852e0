package dev.sluice.worker.input.text;

/**
 * A text with something in it.
 *
 * @param content without a byte order mark, not blank
 */
public record Text(String content) implements AutoCloseable {
    @Override
    public void close() {
        // it has nothing but memory
    }
}
