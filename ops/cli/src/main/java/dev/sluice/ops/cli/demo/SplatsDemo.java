package dev.sluice.ops.cli.demo;

import dev.sluice.ops.cli.demo.SplatsVerdict.Verdict;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.Fleet;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the demo of splats does beside that of every pipeline: it is an example's, which no worker
 * has by itself, it needs programs that are not Java, and how good its scene is can be told.
 *
 * @param repository of the pipeline
 * @param saved for the scene
 */
record SplatsDemo(Optional<Path> compressor, Path repository, Path saved) {
    /** Where the example lies. */
    static Path shipped(Path home) {
        return home.resolve("ops").resolve("examples").resolve(SplatsTools.PIPELINE);
    }

    /**
     * Looks for programs, and fetches one.
     *
     * @throws dev.sluice.shared.config.StartFailure if one is missing that has to be there
     */
    static SplatsDemo prepare(Shell shell) throws InterruptedException {
        Path target = shell.home().resolve("target");
        SplatsTools tools = new SplatsTools(shell.environment(), target, shell.console()::say);
        tools.requireColmap();
        Optional<Path> compressor = tools.compressor();
        return new SplatsDemo(
                compressor,
                tools.repository(shipped(shell.home()), compressor),
                target.resolve("demo").resolve(SplatsTools.PIPELINE));
    }

    /** Of the sample, where it was completed. */
    Verdict on(Report report, Fleet fleet) throws InterruptedException {
        for (Job job : report.jobs()) {
            if (job.completed() && job.submission().file().equals("drone.zip")) {
                return new SplatsVerdict(
                                fleet.clients().s3(), fleet.settings().resultBucket(), saved)
                        .on(job.submission(), compressor);
            }
        }
        return new Verdict(true, List.of()); // what failed is told by its row
    }
}
