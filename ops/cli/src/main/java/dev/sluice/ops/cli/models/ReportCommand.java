package dev.sluice.ops.cli.models;

import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.shared.release.Comparison;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** Shows what came of a shadow. */
@Command(
        name = "report",
        header = "Shows how a version that shadows the live one compares with it.",
        description = {
            "",
            "Over all workers since the shadow began. Answers are the same if their summaries are,"
                    + " but for confidences. Times are those in models and task; the live version's"
                    + " wait for fuller batches, so look at the machine's load, too."
        },
        footer = {"", "Example:", "  ops/sluice models report moderation 2"})
final class ReportCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(index = "0", paramLabel = "PIPELINE", description = "Its name.")
    private String pipeline = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "The version.")
    private String version = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ReportCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Desk desk = Desk.open(shell)) {
            Pipeline own = desk.pipeline(pipeline);
            Comparison all = desk.table().comparisons().of(own.name(), version);
            shell.console().print(json ? json(all) : sentence(all));
            return ExitCode.DONE;
        }
    }

    private static double shift(Comparison all) {
        long answered = all.jobs() - all.failed();
        return answered == 0 ? 0 : all.shift() / answered;
    }

    private static String json(Comparison all) {
        return new JsonMapper()
                .createObjectNode()
                .put("jobs", all.jobs())
                .put("agreement", all.agreement())
                .put("failures", all.failures())
                .put("confidenceShift", shift(all))
                .put("slowdown", all.slowdown())
                .toString();
    }

    private static String sentence(Comparison all) {
        return all.jobs() == 0
                ? "Nothing was compared yet."
                : "%d jobs compared: %.1f %% of the answers are the same, %.1f %% have none, confidences differ by %.3f on average, and it takes %.2f times as long."
                        .formatted(
                                all.jobs(),
                                100 * all.agreement(),
                                100 * all.failures(),
                                shift(all),
                                all.slowdown());
    }
}
