package dev.sluice.ops.cli.program;

import dev.sluice.ops.api.Api;
import dev.sluice.ops.cli.shell.ListenAddress;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.shared.program.Foreground;
import dev.sluice.shared.program.Logs;
import dev.sluice.shared.program.Program;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Uploads and rows by HTTP. */
@Command(
        name = "api",
        header = "Serves an HTTP API for callers who do not speak S3, until Ctrl-C.",
        description = {
            "",
            "It signs uploads, which go to the bucket itself, and tells what became of them; no"
                + " file passes through it, and workers know nothing of it. Whoever calls shows a"
                + " token: `ops/sluice tokens add`. /v1/openapi.json describes it, and docs/api.md"
                + " says more. `ops/sluice up` serves it, too."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice api                           with a port of its own choice",
            "  ops/sluice api --address 0.0.0.0:8490    behind a proxy that ends TLS"
        })
public final class ApiCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--address",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:0",
            converter = ListenAddress.class,
            description = "Where to listen; port 0 is a free one. Default: ${DEFAULT-VALUE}.")
    private InetSocketAddress address = InetSocketAddress.createUnresolved("127.0.0.1", 0);

    public ApiCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        return new Foreground().run(this::start);
    }

    private Program start() {
        Settings settings = Settings.read(shell.environment()).servingAll();
        Logs.ofProgram(settings.log());
        Fleet fleet = Fleet.open(settings, new ApiMeter());
        Api api;
        try {
            api = Api.start(fleet, address);
        } catch (RuntimeException e) {
            fleet.close();
            throw e;
        }
        shell.console().print("export SLUICE_API_URL='" + api.url() + "'");
        shell.console().out().flush();
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        return new Program(
                () -> {
                    if (!ended.isDone()) {
                        api.close();
                        fleet.close();
                        ended.complete(ExitCode.DONE);
                    }
                },
                ended::get);
    }
}
