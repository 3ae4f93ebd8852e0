package dev.sluice.ops.cli.pause;

import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.PipelineChoice;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.fleet.MemberRow;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.program.ExitCode;

import java.time.InstantSource;
import java.util.List;

/**
 * What is to become of a pipeline.
 *
 * @param name as the user wrote it
 * @param json whether a program reads the answer
 */
record Order(Shell shell, String name, boolean json) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Pauses, or resumes; an exit code. */
    int carryOut(boolean paused) {
        try (Fleet fleet = Fleet.open(shell.environment())) {
            Pipeline pipeline = new PipelineChoice(fleet.pipelines()).named(name);
            FleetTable table =
                    FleetTable.of(
                            fleet.settings(), fleet.clients().dynamodb(), InstantSource.system());
            List<MemberRow> told =
                    paused
                            ? table.pauses().pause(pipeline.name())
                            : table.pauses().resume(pipeline.name());
            String queue = pipeline.queue(fleet.settings().queuePrefix());
            shell.console()
                    .print(
                            json
                                    ? json(pipeline, paused, told.size())
                                    : sentence(pipeline, paused, told.size(), queue));
            return ExitCode.DONE;
        }
    }

    private static String json(Pipeline pipeline, boolean paused, int workers) {
        return JSON.createObjectNode()
                .put("pipeline", pipeline.name())
                .put("paused", paused)
                .put("workers", workers)
                .toString();
    }

    private static String sentence(Pipeline pipeline, boolean paused, int workers, String queue) {
        String who = workers == 1 ? "1 worker" : workers + " workers";
        return paused
                ? "%s is paused: %s will stop polling for it within 10 s; its jobs wait in %s until `ops/sluice resume %s`"
                        .formatted(pipeline.name(), who, queue, pipeline.name())
                : "%s is resumed: %s will poll for it within 10 s".formatted(pipeline.name(), who);
    }
}
