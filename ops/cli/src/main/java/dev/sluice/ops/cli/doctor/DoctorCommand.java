package dev.sluice.ops.cli.doctor;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.doctor.Doctor;
import dev.sluice.shared.Settings;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;

/** What is wrong with a deployment. */
@Command(
        name = "doctor",
        header = "Says what is wrong with a fleet, and what to do about it.",
        description = {
            "",
            "Looks at credentials, clock, buckets, notification, queues and their policy, tables,"
                    + " models, permissions, GPU, quotas, and at queues, tables and stacks that"
                    + " nothing uses. Changes nothing. What an endpoint cannot tell is \"not"
                    + " checked\", never good.",
            "",
            "Exit code: 0 nothing is wrong, 1 something is, 3 something is missing around it"
                    + " (an endpoint's answer, credentials, a driver)."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice doctor",
            "  ops/sluice doctor --json",
            "  ops/sluice doctor --worker-role arn:aws:iam::111122223333:role/sluice-worker"
        })
public final class DoctorCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--worker-role",
            paramLabel = "ARN",
            description = "Whose permissions a worker has. Default: the caller's own.")
    private @Nullable String worker;

    @Option(
            names = "--dispatcher-role",
            paramLabel = "ARN",
            description = "Whose permissions a dispatcher has. Default: the caller's own.")
    private @Nullable String dispatcher;

    public DoctorCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Settings settings = Settings.read(shell.environment()).servingAll();
        Doctor.Roles roles =
                new Doctor.Roles(Optional.ofNullable(worker), Optional.ofNullable(dispatcher));
        try (var _ = settings.aws()) {
            Diagnosis diagnosis =
                    new Diagnosis(new Doctor(settings, roles, InstantSource.system()).examine());
            Console console = shell.console();
            if (json) {
                console.print(diagnosis.json());
            } else {
                diagnosis.lines(console.outTerminal() && console.colour()).forEach(console::print);
            }
            return diagnosis.exitCode();
        }
    }
}
