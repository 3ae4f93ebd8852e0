package dev.sluice.worker.life;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.time.Ticker;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What an instance's metadata says about its end, each mark once.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html">Spot
 *     Instance interruption notices</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/retrieving-target-lifecycle-state-through-imds.html">Target
 *     lifecycle state</a>
 */
final class Marks {
    private static final Logger log = LoggerFactory.getLogger(Marks.class);
    private static final JsonMapper JSON = new JsonMapper();

    private static final String SPOT = "spot/instance-action";
    private static final String REBALANCE = "events/recommendations/rebalance";
    private static final String TARGET = "autoscaling/target-lifecycle-state";

    /** It ends, or is stopped; a detached one, or one in standby, goes on running. */
    private static final Set<String> ENDS =
            Set.of("Terminated", "Warmed:Terminated", "Warmed:Stopped", "Warmed:Hibernated");

    private final Metadata metadata;
    private final InstantSource clock;
    private final Ticker ticker;
    private final boolean heedsRebalance;
    private final Set<String> seen = new HashSet<>();

    // Written by the thread that looks alone.
    private volatile Optional<String> target = Optional.empty();
    private volatile long endsSince;

    /**
     * @param heedsRebalance whether a recommendation is a mark
     */
    Marks(Metadata metadata, InstantSource clock, Ticker ticker, boolean heedsRebalance) {
        this.metadata = metadata;
        this.clock = clock;
        this.ticker = ticker;
        this.heedsRebalance = heedsRebalance;
    }

    /** One item of the metadata, which may not come. */
    private interface Look {
        void at(Consumer<Reason> found) throws Metadata.NoAnswer;
    }

    /**
     * Tells those that were not there before, each as it is found: one item that does not come must
     * not hide another.
     *
     * @throws Metadata.NoAnswer for the first that did not come, after all have been asked for
     */
    void look(Consumer<Reason> found) throws Metadata.NoAnswer {
        Metadata.@Nullable NoAnswer first = null;
        for (Look each : List.<Look>of(this::spot, this::target, this::rebalance)) {
            try {
                each.at(found);
            } catch (Metadata.NoAnswer e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private void spot(Consumer<Reason> found) throws Metadata.NoAnswer {
        Optional<String> spot = metadata.item(SPOT);
        if (spot.isPresent() && seen.add(SPOT)) {
            found.accept(interruption(spot.get()));
        }
    }

    private void target(Consumer<Reason> found) throws Metadata.NoAnswer {
        long asked = ticker.nanos();
        Optional<String> said = metadata.item(TARGET).map(String::strip);
        if (said.filter(ENDS::contains).isPresent() && seen.add(TARGET)) {
            endsSince = asked;
            found.accept(new Reason.Scaled(said.get()));
        }
        target = said;
    }

    private void rebalance(Consumer<Reason> found) throws Metadata.NoAnswer {
        if (heedsRebalance && metadata.item(REBALANCE).isPresent() && seen.add(REBALANCE)) {
            found.accept(new Reason.Rebalance());
        }
    }

    /** Whether the instance belonged to an autoscaling group at the last look. */
    boolean inGroup() {
        return target.isPresent();
    }

    /** Whether its group was about to end it then. */
    boolean groupEnds() {
        return target.filter(ENDS::contains).isPresent();
    }

    /** When that was first asked and true, by the monotonic clock: its hook waits since then. */
    long endsSince() {
        return endsSince;
    }

    /** A notice that cannot be read is a notice. */
    private Reason interruption(String notice) {
        try {
            JsonNode json = JSON.readTree(notice);
            return Reason.SpotInterruption.of(
                    json.path("action").asText("terminate"),
                    Optional.of(Instant.parse(json.path("time").asText())),
                    clock.instant());
        } catch (JacksonException | DateTimeException _) {
            log.warn("the spot interruption notice is not as documented: {}", notice);
            return Reason.SpotInterruption.of("terminate", Optional.empty(), clock.instant());
        }
    }
}
