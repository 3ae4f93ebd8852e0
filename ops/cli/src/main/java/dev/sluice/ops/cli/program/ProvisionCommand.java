package dev.sluice.ops.cli.program;

import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.provision.Provisioner;
import dev.sluice.ops.provision.Topology;
import dev.sluice.shared.Settings;
import dev.sluice.shared.program.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Makes what the programs need. */
@Command(
        name = "provision",
        header = "Creates bucket, queues and table where the environment points.",
        description = {
            "",
            "Creates what is missing, corrects attributes that differ, leaves everything else"
                    + " alone; a second run changes nothing. Prints each change."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice up --only aws --env-file sluice.env    then, in another terminal:",
            "  eval \"$(cat sluice.env)\"; ops/sluice provision",
            "  S3_BUCKET_NAME=pictures DYNAMODB_TABLE_NAME=CustomerImages AWS_REGION=eu-west-1 \\",
            "      ops/sluice provision                          on AWS"
        })
public final class ProvisionCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin private JsonOption json = new JsonOption();

    public ProvisionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<String> changes = new ArrayList<>();
        Settings settings = Settings.read(shell.environment()).servingAll();
        try (Fleet fleet = Fleet.openPatiently(settings)) {
            new Provisioner(
                            fleet.clients().s3(),
                            fleet.clients().settling(),
                            fleet.clients().dynamodb(),
                            line -> {
                                changes.add(line);
                                if (!json.asked()) {
                                    shell.console().print(line);
                                }
                            })
                    .provision(Topology.of(fleet.settings(), fleet.pipelines()));
        }
        if (json.asked()) {
            json.print(shell.console(), facts -> changes.forEach(facts.putArray("changes")::add));
        } else if (changes.isEmpty()) {
            shell.console().print("Everything is there already.");
        }
        return ExitCode.DONE;
    }
}
