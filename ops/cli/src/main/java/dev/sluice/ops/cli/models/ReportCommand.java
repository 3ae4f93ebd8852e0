package dev.sluice.ops.cli.models;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.shared.release.CanaryCount;
import dev.sluice.shared.release.Comparison;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Shows how a version compares with the live one. */
@Command(
        name = "report",
        header = "Shows how a version that is tried compares with the live one.",
        description = {
            "",
            "Of a shadow, over all workers since it began: how many answers are the same, how far"
                    + " confidences shift, how long it takes. Answers are the same if their"
                    + " summaries are, but for confidences. Times are those in models and task; the"
                    + " live version's wait for fuller batches, so look at the machine's load, too."
                    + " Of a canary: how many of its jobs failed, and of the live version's"
                    + " meanwhile.",
            "",
            "With --html a page that shows both answers side by side for the pictures that differ"
                    + " most. They are done here, by both versions, one after the other: those of a"
                    + " folder, or the newest that the fleet has completed, of a customer or, with"
                    + " the index recent (SLUICE_INDEXES), of all. The page holds these pictures."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice models report moderation 2",
            "  ops/sluice models report moderation 2 --html report.html --customer acme",
            "  ops/sluice models report moderation 2 --html report.html --dir photos"
        })
final class ReportCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(index = "0", paramLabel = "PIPELINE", description = "Its name.")
    private String pipeline = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "The version.")
    private String version = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin private PageOptions page = new PageOptions();

    ReportCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        try (Desk desk = Desk.open(shell)) {
            Pipeline own = desk.pipeline(pipeline);
            Comparison shadow = desk.table().comparisons().of(own.name(), version);
            CanaryCount canary = desk.table().canaries().of(own.name(), version);
            List<String> told = sentences(shadow, canary);
            if (json) {
                shell.console().print(json(shadow, canary));
            } else {
                told.forEach(shell.console()::print);
            }
            if (page.asked()) {
                shell.console().print(page.write(desk, own, version, told));
            }
            return ExitCode.DONE;
        }
    }

    private static double shift(Comparison all) {
        long answered = all.jobs() - all.failed();
        return answered == 0 ? 0 : all.shift() / answered;
    }

    private static String json(Comparison shadow, CanaryCount canary) {
        ObjectNode json =
                new JsonMapper()
                        .createObjectNode()
                        .put("jobs", shadow.jobs())
                        .put("agreement", shadow.agreement())
                        .put("failures", shadow.failures())
                        .put("confidenceShift", shift(shadow))
                        .put("slowdown", shadow.slowdown());
        json.putObject("canary")
                .put("jobs", canary.canary().done())
                .put("failures", canary.canary().failures())
                .put("liveJobs", canary.live().done())
                .put("liveFailures", canary.live().failures())
                .put("slowdown", canary.slowdown());
        return json.toString();
    }

    private static List<String> sentences(Comparison shadow, CanaryCount canary) {
        List<String> sentences = new ArrayList<>();
        if (shadow.jobs() > 0) {
            sentences.add(
                    "%d jobs compared: %.1f %% of the answers are the same, %.1f %% have none, confidences differ by %.3f on average, and it takes %.2f times as long."
                            .formatted(
                                    shadow.jobs(),
                                    100 * shadow.agreement(),
                                    100 * shadow.failures(),
                                    shift(shadow),
                                    shadow.slowdown()));
        }
        if (canary.canary().done() > 0) {
            sentences.add(
                    "As a canary it did %d jobs, of which %.1f %% failed; of %d with the live version meanwhile %.1f %%. It takes %.2f times as long."
                            .formatted(
                                    canary.canary().done(),
                                    100 * canary.canary().failures(),
                                    canary.live().done(),
                                    100 * canary.live().failures(),
                                    canary.slowdown()));
        }
        return sentences.isEmpty()
                ? List.of("The fleet has compared nothing yet.")
                : List.copyOf(sentences);
    }
}
