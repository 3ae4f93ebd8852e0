package dev.sluice.worker.task.command;

/** A program's processes together hold more memory than they may. */
final class TooMuchMemory extends Exception {
    private static final long serialVersionUID = 1;

    TooMuchMemory(long bytes) {
        super("%,d bytes".formatted(bytes));
    }
}
