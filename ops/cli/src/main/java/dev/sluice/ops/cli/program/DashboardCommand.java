package dev.sluice.ops.cli.program;

import dev.sluice.ops.cli.shell.ListenAddress;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.dashboard.Dashboard;
import dev.sluice.ops.dashboard.Options;
import dev.sluice.shared.program.Foreground;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** The page on which people see a fleet. */
@Command(
        name = "dashboard",
        header = "Serves a web page that shows the fleet, until Ctrl-C.",
        description = {
            "",
            "Reads DynamoDB, SQS and S3, and what workers tell at /metrics. From it people search"
                + " jobs, see results, retry failures and upload files. Listens on this machine"
                + " alone unless told; elsewhere it wants a token. `ops/sluice up` serves it, too."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice dashboard                                  with a port of its own choice",
            "  ops/sluice dashboard --address 127.0.0.1:8480 --metrics http://10.0.0.7:9400",
            "  ops/sluice dashboard --address 0.0.0.0:8480 --token-file tokens --read-only"
        })
public final class DashboardCommand implements Callable<Integer> {
    private static final int TOKEN_BYTES = 20;

    private final Shell shell;

    @Option(
            names = "--address",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:0",
            converter = ListenAddress.class,
            description = "Where to listen; port 0 is a free one. Default: ${DEFAULT-VALUE}.")
    private InetSocketAddress address = InetSocketAddress.createUnresolved("127.0.0.1", 0);

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = {
                "Who may come in: lines of a name and a token of 20 characters or more.",
                "Without it one token is made, where others than this machine are let in."
            })
    private @Nullable Path tokens;

    @Option(names = "--read-only", description = "Nothing can be changed from it.")
    private boolean readOnly;

    @Option(
            names = "--metrics",
            paramLabel = "URL",
            description = {
                "Where a worker or dispatcher tells its metrics. May be repeated.",
                "Default: SLUICE_WORKER_URL and SLUICE_DISPATCHER_URL."
            })
    private List<URI> probes = new ArrayList<>();

    public DashboardCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        List<Options.Key> keys =
                tokens != null
                        ? TokenFile.read(tokens)
                        : Options.here(address) ? List.of() : List.of(made());
        Options options = new Options(address, keys, readOnly, told());
        return new Foreground()
                .run(
                        () ->
                                Front.start(
                                        shell,
                                        "SLUICE_DASHBOARD_URL",
                                        fleet -> {
                                            Dashboard page = Dashboard.start(fleet, options);
                                            return new Front(page.url(), page::close);
                                        }));
    }

    private static Options.Key made() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new Options.Key("operator", HexFormat.of().formatHex(bytes));
    }

    private List<URI> told() {
        return probes.isEmpty()
                ? Stream.of("SLUICE_WORKER_URL", "SLUICE_DISPATCHER_URL")
                        .map(name -> shell.environment().getOrDefault(name, ""))
                        .filter(url -> !url.isBlank())
                        .map(URI::create)
                        .toList()
                : probes;
    }
}
