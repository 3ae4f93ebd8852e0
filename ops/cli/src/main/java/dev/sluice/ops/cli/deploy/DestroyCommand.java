package dev.sluice.ops.cli.deploy;

import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.ops.deploy.stack.Teardown;
import dev.sluice.shared.program.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** A fleet leaves AWS. */
@Command(
        name = "destroy",
        header = "Removes a fleet from AWS.",
        description = {
            "",
            "Removes the fleet's stack. What holds data stays and is named: buckets, tables, and"
                + " the stack of assets. With --delete-data these go too, with everything in them;"
                + " that may be asked for later as well. Shows account and region, says what goes"
                + " and what stays, and asks. It may be stopped anywhere and run again.",
            "",
            "Exit code: 0 done, also if the answer was no; 1 CloudFormation could not, or something"
                + " stays that only you can remove; 2 a mistake in the command line; 3 fleet.yaml,"
                + " credentials or an endpoint."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice destroy --config fleet.yaml",
            "  ops/sluice destroy --config fleet.yaml --delete-data --yes"
        })
public final class DestroyCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The fleet's file.")
    private Path config = Path.of("");

    @Option(
            names = "--delete-data",
            description = "Remove buckets, tables, images and assets too, with what is in them.")
    private boolean data;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Mixin private JsonOption json = new JsonOption();

    public DestroyCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        FleetConfig fleet =
                FleetConfig.read(config, shell.home().resolve("worker").resolve("pipelines"));
        Person person =
                new Person(shell.console(), new Person.Given(fleet.name(), yes, yes && data));
        Teardown.End end =
                Destination.of(shell.environment(), fleet.region())
                        .reach(
                                shell.console(),
                                access ->
                                        Teardown.destroy(
                                                access,
                                                person,
                                                List.of(fleet.name(), fleet.name() + "-assets"),
                                                data));
        if (json.asked()) {
            json.print(
                    shell.console(),
                    facts ->
                            facts.put("fleet", fleet.name())
                                    .put("end", end.name().toLowerCase(Locale.ROOT)));
        }
        return switch (end) {
            case DECLINED -> {
                shell.console().say("Nothing was removed.");
                yield ExitCode.DONE;
            }
            case GONE -> ExitCode.DONE;
            case LEFT -> ExitCode.FAILED;
        };
    }
}
