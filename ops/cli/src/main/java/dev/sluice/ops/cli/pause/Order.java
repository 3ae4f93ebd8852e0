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
import java.util.stream.Collectors;

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
            List<String> lanes = pipeline.lanes().stream().map(Pipeline::name).toList();
            List<MemberRow> told =
                    paused ? table.pauses().pause(lanes) : table.pauses().resume(lanes);
            String queues =
                    pipeline.lanes().stream()
                            .map(lane -> lane.queue(fleet.settings().queuePrefix()))
                            .collect(Collectors.joining(", "));
            shell.console()
                    .print(
                            json
                                    ? json(pipeline, paused, told.size())
                                    : sentence(pipeline, paused, told.size(), queues));
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

    private static String sentence(Pipeline pipeline, boolean paused, int workers, String queues) {
        String who = workers == 1 ? "1 worker" : workers + " workers";
        String inHand =
                pipeline.lanes().size() == 1 ? "" : "; a stage in hand is finished, the next waits";
        return paused
                ? "%s is paused: %s will stop polling for it within 10 s%s; its jobs wait in %s until `ops/sluice resume %s`"
                        .formatted(pipeline.name(), who, inHand, queues, pipeline.name())
                : "%s is resumed: %s will poll for it within 10 s".formatted(pipeline.name(), who);
    }
}
