package dev.sluice.ops.cli.bench;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.Benchmark.Unmeasurable;
import dev.sluice.ops.bench.stand.AotCache;
import dev.sluice.ops.bench.stand.Launcher;
import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Trains a worker, so that later ones start warm. */
@Command(
        name = "aot-cache",
        header = "Trains the AOT cache with which workers start sooner.",
        description = {
            "",
            "Lets a worker classify a few thousand photos against emulators on this machine, and"
                + " keeps what its JVM learned: loaded classes and what is hot in them (JEP 483,"
                + " 514, 515). ops/sluice worker takes it from then on, until the next build. An"
                + " image is given one while it is built: see Dockerfile.gpu. Takes about a"
                + " minute.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice aot-cache",
            "  ops/sluice aot-cache --worker /opt/sluice",
            "  ops/sluice bench startup"
        })
public final class AotCacheCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--worker",
            paramLabel = "DIR",
            description =
                    "A worker's distribution, as worker/target/worker, that is to be given one"
                            + " instead. It must stay where it is.")
    private @Nullable Path distribution;

    @Mixin private JsonOption json = new JsonOption();

    public AotCacheCommand(Shell shell) {
        this.shell = shell;
    }

    /** Where the launcher looks for it, which it says. */
    static AotCache usual() {
        return new AotCache(
                Path.of(System.getProperty("sluice.aot", "worker.aot")).toAbsolutePath());
    }

    @Override
    public Integer call() throws Exception {
        OwnJvm.stopChildrenAtExit();
        Console console = shell.console();
        Path work = Files.createTempDirectory("sluice-aot-cache-");
        console.say("Logs of what is started: " + work);
        AotCache cache =
                distribution == null ? usual() : new AotCache(distribution.resolve("worker.aot"));
        Launcher own = OwnJvm.launcher();
        try {
            cache.train(
                    new Bench(
                            own, shell.home(), work, json.asked() ? console::say : console::print),
                    distribution == null ? own : OwnJvm.launcher(distribution));
        } catch (Unmeasurable e) {
            console.complain(String.valueOf(e.getMessage()));
            return ExitCode.FAILED;
        }
        long bytes = Files.size(cache.file());
        json.print(
                console,
                "%s holds %d MB; the worker starts with it until the next build."
                        .formatted(cache.file(), bytes >> 20),
                facts -> facts.put("file", cache.file().toString()).put("bytes", bytes));
        return ExitCode.DONE;
    }
}
