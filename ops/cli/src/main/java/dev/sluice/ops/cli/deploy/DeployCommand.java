package dev.sluice.ops.cli.deploy;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.deploy.template.Assets;
import dev.sluice.ops.deploy.template.Deployment;
import dev.sluice.ops.deploy.template.FleetTemplate;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** A fleet on AWS, as a file says it. */
@Command(
        name = "deploy",
        header = "Makes a fleet on AWS, as fleet.yaml says it.",
        description = {
            "",
            "With --synth it writes the CloudFormation templates alone: that needs no account and"
                + " no network. docs/deploy.md says what they make, what it costs and what each key"
                + " of the file means."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice deploy --synth --config ops/deploy/examples/flakes.yaml --out /tmp/flakes"
        })
public final class DeployCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "The fleet: ops/deploy/examples has some.")
    private Path config = Path.of("");

    @Option(names = "--synth", description = "Write the templates to --out, and nothing else.")
    private boolean synth;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the templates, made if it is not there.")
    private @Nullable Path out;

    public DeployCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        if (!synth) {
            throw wrong("say --synth");
        }
        if (out == null) {
            throw wrong("--synth needs --out, a folder for the templates");
        }
        new Synth(fleet(), shell.console()).write(out);
        return ExitCode.DONE;
    }

    /** What the file asks for, of the pipelines and the dispatcher of this build. */
    private FleetTemplate fleet() {
        Deployment deployment =
                Deployment.read(config, shell.home().resolve("worker").resolve("pipelines"));
        return new FleetTemplate(
                deployment,
                Assets.of(
                        deployment,
                        shell.home()
                                .resolve("dispatcher")
                                .resolve("target")
                                .resolve("sluice-dispatcher-aws.zip")));
    }

    private ParameterException wrong(String what) {
        if (spec == null) {
            throw new IllegalStateException("picocli sets it");
        }
        return new ParameterException(spec.commandLine(), what);
    }
}
