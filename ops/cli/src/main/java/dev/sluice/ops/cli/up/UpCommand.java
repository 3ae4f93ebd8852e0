package dev.sluice.ops.cli.up;

import dev.sluice.ops.cli.local.LocalFleet;
import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.EnvFile;
import dev.sluice.ops.cli.shell.ListenAddress;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.shared.Settings.Log;
import dev.sluice.shared.StopSignal;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.shared.program.Logs;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** The whole fleet on this machine, until Ctrl-C. */
@Command(
        name = "up",
        header = "Runs everything on this machine until Ctrl-C.",
        description = {
            "",
            "Starts S3, SQS and DynamoDB emulators that speak the real protocols, creates bucket,"
                + " queues and table, and starts dispatcher and worker. When all is ready, prints"
                + " export lines with which the AWS command line and every SDK work on it. Ctrl-C"
                + " or SIGTERM drains and stops; the exit code is then 0.",
            "",
            "MODEL_PATH, SLUICE_PIPELINES, ENABLE_GPU and the other settings of a worker apply;"
                    + " settings of AWS (AWS_*, bucket, table) do not."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice up --env-file sluice.env      and in another terminal:",
            "  . ./sluice.env",
            "  aws --endpoint-url \"$AWS_ENDPOINT_URL_S3\" s3 cp scan.jpg \\",
            "      s3://$S3_BUCKET_NAME/acme/uploaded/scan-0000001_original.jpg",
            "  ops/sluice status --customer acme",
            "  curl $SLUICE_WORKER_URL/metrics          or open $SLUICE_DASHBOARD_URL in a browser",
            "",
            "  ops/sluice up --state ~/sluice           files, queues and rows outlive this run",
            "  ops/sluice up --only aws                 emulators alone, for programs of your own"
        })
public final class UpCommand implements Callable<Integer> {
    /** What to start. */
    enum Only {
        aws
    }

    private final Shell shell;

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description = "Also write the export lines here; removed at the end.")
    private @Nullable Path envFile;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Keep everything in this folder, and go on from it next time.")
    private @Nullable Path state;

    @Option(
            names = "--only",
            paramLabel = "aws",
            description = "aws: the emulators alone; `ops/sluice provision` then creates the rest.")
    private @Nullable Only only;

    @Option(
            names = "--dashboard",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:0",
            converter = ListenAddress.class,
            description =
                    "Where the dashboard listens, on this machine; port 0 is a free one. Default:"
                            + " ${DEFAULT-VALUE}.")
    private InetSocketAddress dashboard = InetSocketAddress.createUnresolved("127.0.0.1", 0);

    @Option(
            names = "--api",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:0",
            converter = ListenAddress.class,
            description = {
                "Where the HTTP API listens, as --dashboard. It wants tokens: `ops/sluice tokens"
                        + " add`."
            })
    private InetSocketAddress api = InetSocketAddress.createUnresolved("127.0.0.1", 0);

    public UpCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Optional<EnvFile> file = Optional.ofNullable(envFile).map(EnvFile::new).map(EnvFile::fresh);
        boolean json = shell.environment().getOrDefault("SLUICE_LOG", "").equalsIgnoreCase("json");
        Logs.ofProgram(new Log(json ? Log.Format.JSON : Log.Format.TEXT, Log.Level.DEBUG));
        LocalFleet fleet =
                new LocalFleet(
                        withRecent(shell.environment()),
                        Optional.ofNullable(state),
                        shell.console()::say);
        StopSignal stop =
                StopSignal.install(
                        () -> {
                            shell.console().say("Stopping …");
                            return end(fleet, file);
                        },
                        fleet::hurry);
        int code;
        try {
            Map<String, String> environment = fleet.startAws();
            if (only == null) {
                fleet.startPrograms(environment);
                fleet.startFronts(environment, dashboard, api);
            }
            announce(environment, fleet.urls(), file);
            code = fleet.ended().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the fleet cannot say how it ended", e);
        } finally {
            var _ = end(fleet, file);
            stop.forget(); // never returns if it was a signal that ended it
        }
        shell.console().complain("A program ended by itself; the log says why.");
        return code == ExitCode.DONE ? ExitCode.FAILED : code;
    }

    private static int end(LocalFleet fleet, Optional<EnvFile> file) {
        file.ifPresent(EnvFile::remove);
        int code = fleet.stop();
        file.ifPresent(EnvFile::remove); // a signal may have come while it was written
        return code;
    }

    /** Here an index costs nothing. */
    private static Map<String, String> withRecent(Map<String, String> caller) {
        Map<String, String> environment = new LinkedHashMap<>(caller);
        environment.putIfAbsent("SLUICE_INDEXES", "recent");
        return environment;
    }

    private void announce(
            Map<String, String> environment, Map<String, String> urls, Optional<EnvFile> file) {
        Map<String, String> exported = exported(environment);
        exported.putAll(urls);
        EnvFile.lines(exported).forEach(shell.console()::print);
        shell.console().out().flush();
        file.ifPresent(f -> f.write(exported));
        Console console = shell.console();
        if (only == null) {
            console.say("Dashboard: " + urls.get("SLUICE_DASHBOARD_URL"));
            console.say("HTTP API: " + urls.get("SLUICE_API_URL"));
            console.say("Ready. Ctrl-C drains and stops.");
        } else {
            console.say(
                    "Ready: S3, SQS and DynamoDB, empty. With these lines in the environment,"
                            + " `ops/sluice provision` creates bucket, queues and table. Ctrl-C"
                            + " stops.");
        }
    }

    /** Only what names the emulators and what lies in them: the rest the caller knows. */
    private static Map<String, String> exported(Map<String, String> environment) {
        Map<String, String> exported = new LinkedHashMap<>();
        environment.forEach(
                (name, value) -> {
                    if (name.matches(
                            "AWS_.*|S3_BUCKET_NAME|RESULT_BUCKET_NAME|DYNAMODB_TABLE_NAME"
                                    + "|FLEET_TABLE_NAME|SLUICE_QUEUE_PREFIX|SLUICE_INDEXES")) {
                        exported.put(name, value);
                    }
                });
        return exported;
    }
}
