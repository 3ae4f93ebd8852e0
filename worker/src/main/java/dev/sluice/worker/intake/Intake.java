package dev.sluice.worker.intake;

import dev.sluice.shared.aws.WorkQueue.Received;

/**
 * A pipeline's messages in hand.
 *
 * @param permits the right to each; taken before the poll that brought it
 */
public record Intake(Permits permits, Leases leases, Upstream upstream) {
    /**
     * Holds a message just received, and its permit from now on.
     *
     * @param asked when the receive began, by the ticker
     */
    public Hold hold(Received message, long asked) {
        return new Hold(permits, leases.hold(message, asked), upstream.enter());
    }
}
