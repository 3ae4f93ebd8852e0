package dev.sluice.worker.life;

import java.util.Optional;

/** What an EC2 instance says about itself. */
interface Metadata extends AutoCloseable {
    /**
     * One item.
     *
     * @param path below {@code /latest/meta-data/}
     * @return nothing if there is no such item now
     */
    Optional<String> item(String path) throws NoAnswer;

    @Override
    void close();

    /** It did not say whether there is such an item. */
    final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1;

        /** Why. */
        enum Kind {
            /** Nobody listens there, or somebody who is no EC2 instance. */
            NO_INSTANCE,
            /** It refuses a token, or sends none. */
            NO_TOKEN,
            /** It is slow, or out of order. */
            SILENT
        }

        private final Kind kind;

        NoAnswer(Kind kind, String message, Throwable cause) {
            super(message, cause);
            this.kind = kind;
        }

        Kind kind() {
            return kind;
        }
    }
}
