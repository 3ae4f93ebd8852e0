package dev.sluice.ops.cli.jobs;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.program.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** One job, whole. */
@Command(
        name = "show",
        header = "Shows all that is known of a long job, as JSON.",
        description = {"", "Exit code: 0; 2 if there is no such job."})
final class ShowCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin private JobOptions which = new JobOptions();

    ShowCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Fleet fleet = Fleet.open(shell.environment())) {
            ObjectNode json = new JsonMapper().createObjectNode();
            which.find(fleet).into(json);
            shell.console().print(json.toPrettyString());
            return ExitCode.DONE;
        }
    }
}
