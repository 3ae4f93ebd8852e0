package dev.sluice.ops.cli.deploy;

import dev.sluice.ops.cli.shell.EnvFile;
import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.ops.deploy.stack.Desired;
import dev.sluice.ops.deploy.stack.Outputs;
import dev.sluice.ops.deploy.stack.Rollout;
import dev.sluice.ops.deploy.stack.Wanted;
import dev.sluice.ops.deploy.template.FleetTemplate;
import dev.sluice.shared.program.ExitCode;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A fleet's stacks are made, and its programs' environment told. */
final class DeployRun {
    private final Shell shell;
    private final Person person;
    private final Tell tell;

    DeployRun(Shell shell, Person person, Tell tell) {
        this.shell = shell;
        this.person = person;
        this.tell = tell;
    }

    /** Where the environment goes. */
    record Tell(Optional<EnvFile> file, JsonOption json) {}

    /**
     * @param parameters of the fleet's template, where another value is wanted than its own
     * @param shift see {@link Wanted}
     */
    int run(
            FleetConfig config,
            FleetTemplate template,
            Map<String, String> parameters,
            OptionalDouble shift)
            throws InterruptedException {
        Wanted wanted =
                new Wanted(
                        Desired.of(template.forAssets(), Map.of(), FleetTemplate.tags(config)),
                        Desired.of(template.fleet(), parameters, FleetTemplate.tags(config)),
                        template.assets().all(),
                        shift);
        Destination there = Destination.of(shell.environment(), config.region());
        Optional<Map<String, String>> outputs =
                there.reach(shell.console(), access -> Rollout.deploy(access, person, wanted));
        if (outputs.isEmpty()) {
            shell.console().say("Nothing was changed.");
            if (tell.json().asked()) {
                tell.json().print(shell.console(), facts -> facts.put("deployed", false));
            }
            return ExitCode.DONE;
        }
        Map<String, String> environment =
                Outputs.environment(outputs.get(), config.region(), shell.environment());
        if (tell.json().asked()) {
            tell.json()
                    .print(
                            shell.console(),
                            facts ->
                                    environment.forEach(
                                            facts.put("deployed", true).putObject("environment")
                                                    ::put));
        } else {
            EnvFile.lines(environment).forEach(shell.console()::print);
        }
        tell.file().ifPresent(f -> f.write(environment));
        shell.console().say("Deployed. These lines are the environment of its programs.");
        return ExitCode.DONE;
    }
}
