package dev.sluice.ops.cli.program;

import dev.sluice.ops.api.Api;
import dev.sluice.ops.cli.shell.ListenAddress;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.shared.program.Foreground;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.net.InetSocketAddress;
import java.util.concurrent.Callable;

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
        return new Foreground()
                .run(
                        () ->
                                Front.start(
                                        shell,
                                        "SLUICE_API_URL",
                                        fleet -> {
                                            Api api = Api.start(fleet, address);
                                            return new Front(api.url(), api::close);
                                        }));
    }
}
