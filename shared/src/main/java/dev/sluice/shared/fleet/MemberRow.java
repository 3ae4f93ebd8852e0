package dev.sluice.shared.fleet;

import java.time.Duration;
import java.time.Instant;

/**
 * A member as its row tells of it.
 *
 * @param pauses what it was told of pauses
 * @param updatedAt when it last wrote, by its own clock
 */
public record MemberRow(Member member, Vitals vitals, Pauses pauses, Instant updatedAt) {
    /** Three writes missed. */
    public static final Duration LOST_AFTER = Duration.ofSeconds(30);

    /** Whether it has not written for so long that it is dead, or cut off, without having ended. */
    public boolean lost(Instant now) {
        return vitals.state() != Vitals.State.ENDED && now.isAfter(updatedAt.plus(LOST_AFTER));
    }

    /** Whether it works, or is about to. */
    public boolean live(Instant now) {
        return vitals.state() != Vitals.State.ENDED && !lost(now);
    }
}
