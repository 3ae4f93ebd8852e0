package dev.sluice.worker;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.release.CanaryCount;
import dev.sluice.shared.release.Comparison;
import dev.sluice.shared.release.Lineup;
import dev.sluice.shared.release.ReleaseStore;
import dev.sluice.shared.release.Trial;
import dev.sluice.worker.flow.Service;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Which releases there are, and which do what. */
final class ReleaseSource {
    private static final Logger log = LoggerFactory.getLogger(ReleaseSource.class);

    private final ReleaseStore store;
    private final FleetTable table;
    private volatile Map<String, Lineup> lineups = Map.of();

    /** By whoever looks. */
    private boolean failing;

    private ReleaseSource(ReleaseStore store, FleetTable table) {
        this.store = store;
        this.table = table;
    }

    /** As it is now. Without the table, as if nobody had ever changed anything. */
    static ReleaseSource open(Settings settings, AwsClients aws) {
        ReleaseSource source =
                new ReleaseSource(
                        new ReleaseStore(settings.modelPath(), aws.s3()),
                        FleetTable.of(settings, aws.dynamodb(), InstantSource.system()));
        source.look();
        return source;
    }

    /** Looks again which releases do what; what was known holds where that cannot be told. */
    void look() {
        try {
            lineups = table.lineups().glance();
            failing = false;
        } catch (FleetTable.FleetUnavailable e) {
            if (!failing) {
                log.warn("{}; releases stay as they are", e.getMessage());
            }
            failing = true;
        }
    }

    /**
     * Adds what a shadow was compared to, and ends it where that is worse than was asked for.
     *
     * @throws FleetTable.FleetUnavailable if that cannot be told
     */
    void compared(String pipeline, Trial trial, Comparison more) {
        Optional<String> why =
                table.comparisons().add(pipeline, trial.version(), more).breaks(trial.bounds());
        if (why.isPresent()) {
            String note = "the shadow %s was ended: %s".formatted(trial.version(), why.get());
            table.lineups()
                    .change(
                            pipeline,
                            was ->
                                    was.shadow().equals(Optional.of(trial))
                                            ? was.shadowEnded(note)
                                            : was);
            log.warn("{}: {}", pipeline, note);
        }
    }

    /**
     * Adds how a canary's jobs and those beside it went, and ends it where that is worse than was
     * asked for: its customers get the live release again, and so do jobs that are queued for it.
     *
     * @throws FleetTable.FleetUnavailable if that cannot be told
     */
    void counted(String pipeline, Trial trial, CanaryCount more) {
        Optional<String> why =
                table.canaries().add(pipeline, trial.version(), more).breaks(trial.bounds());
        if (why.isPresent()) {
            String note = "the canary %s was ended: %s".formatted(trial.version(), why.get());
            table.lineups()
                    .change(
                            pipeline,
                            was ->
                                    was.canary().equals(Optional.of(trial))
                                            ? was.canaryEnded(note)
                                            : was);
            log.warn("{}: {}", pipeline, note);
        }
    }

    Lineup lineup(String pipeline) {
        return lineups.getOrDefault(pipeline, Lineup.FIRST);
    }

    /** The pipelines with their short forms, by name. */
    Map<String, Pipeline> written() {
        return store.written();
    }

    /**
     * @param version empty for the short form
     * @throws InvalidConfiguration if there is none, or something of it is wrong
     * @throws dev.sluice.shared.config.StartFailure if it cannot be brought or loaded
     */
    Service<?> load(
            ReleaseLoader loader,
            Pipeline pipeline,
            Optional<String> version,
            Consumer<String> broken) {
        Problems problems = new Problems();
        Optional<Service<?>> service =
                loader.load(store.fetch(pipeline, version), broken, problems);
        problems.throwIfAny();
        return service.orElseThrow(() -> new InvalidConfiguration(List.of("there is no task")));
    }
}
