package dev.sluice.ops.cli.models;

import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.PipelineChoice;
import dev.sluice.ops.models.measure.Loaded;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.release.Lineup;
import dev.sluice.shared.release.LineupJson;
import dev.sluice.shared.release.ReleaseStore;
import dev.sluice.worker.model.OnnxRuntime;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A fleet's releases, for whoever changes them. */
record Desk(Shell shell, Fleet fleet) implements AutoCloseable {
    static Desk open(Shell shell) {
        return new Desk(shell, Fleet.open(shell.environment()));
    }

    Pipeline pipeline(String name) {
        return new PipelineChoice(fleet.pipelines()).named(name);
    }

    ReleaseStore store() {
        return new ReleaseStore(fleet.settings().modelPath(), fleet.clients().s3());
    }

    FleetTable table() {
        return FleetTable.of(fleet.settings(), fleet.clients().dynamodb(), clock());
    }

    InstantSource clock() {
        return InstantSource.system();
    }

    Lineup change(Pipeline pipeline, UnaryOperator<Lineup> how) {
        return table().lineups().change(pipeline.name(), how);
    }

    /** How lineups name a version: the short form, whatever its version, by nothing. */
    Optional<String> named(Pipeline pipeline, String version) {
        boolean shortForm =
                pipeline.version().equals(version) && !store().versions(pipeline).contains(version);
        return shortForm ? Optional.empty() : Optional.of(version);
    }

    /**
     * Does all that a worker does before it takes a release: sums, options, warm-up.
     *
     * @throws dev.sluice.shared.config.InvalidConfiguration with everything that is wrong
     */
    void verify(Pipeline pipeline, Optional<String> version) {
        Pipeline release = store().fetch(pipeline, version);
        OnnxRuntime runtime =
                new OnnxRuntime(fleet.settings().gpu(), Runtime.getRuntime().availableProcessors());
        Loaded.of(release, runtime).close();
    }

    /** Tells what a pipeline's versions do now: a sentence, or all of it. */
    void tell(JsonOption json, Pipeline pipeline, Lineup lineup, String sentence) {
        json.print(
                shell.console(),
                sentence,
                facts ->
                        facts.put("pipeline", pipeline.name())
                                .set("lineup", LineupJson.write(lineup)));
    }

    @Override
    public void close() {
        fleet.close();
    }
}
