package dev.sluice.ops.deploy.stack;

/** CloudFormation did not do what was asked. The message says why, and the remedy. */
public final class StackFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    StackFailed(String message) {
        super(message);
    }
}
