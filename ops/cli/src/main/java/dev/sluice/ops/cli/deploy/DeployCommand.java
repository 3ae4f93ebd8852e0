package dev.sluice.ops.cli.deploy;

import dev.sluice.ops.cli.shell.EnvFile;
import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.deploy.template.Assets;
import dev.sluice.ops.deploy.template.Deployment;
import dev.sluice.ops.deploy.template.FleetTemplate;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** A fleet on AWS, as a file says it. */
@Command(
        name = "deploy",
        header = "Makes a fleet on AWS, as fleet.yaml says it.",
        description = {
            "",
            "Shows account and region, says what will change and what it costs, before beside"
                + " after, asks, and makes it: the stack of assets, the uploads, the fleet's stack,"
                + " new instances. It may be stopped anywhere and run again. Prints the environment"
                + " of the fleet's programs.",
            "",
            "With --synth it writes the CloudFormation templates alone: that needs no account and"
                + " no network. docs/deploy.md says what they make, what it costs and what each key"
                + " of the file means.",
            "",
            "Exit code: 0 done, also if the answer was no; 1 CloudFormation could not, and says"
                + " why; 2 a mistake in the command line; 3 fleet.yaml, credentials, an endpoint,"
                + " or a name that is taken; 130 Ctrl-C."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice deploy --config fleet.yaml --env-file fleet.env",
            "  ops/sluice deploy --config fleet.yaml --yes --shift 10%%",
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

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--allow-loss",
            description =
                    "Beside --yes: not even where something that holds data is replaced or"
                            + " removed.")
    private boolean loss;

    @Option(
            names = "--shift",
            paramLabel = "PERCENT",
            description =
                    "Give a new version of a Lambda dispatcher so much of the events, and leave the"
                            + " rest to the one that stands.")
    private @Nullable String shift;

    @Option(
            names = "--parameter",
            paramLabel = "NAME=VALUE",
            description =
                    "Another value for a parameter of the fleet's template, such as a machine"
                            + " image's. May be repeated; it holds until the next deployment.")
    private Map<String, String> parameters = new TreeMap<>();

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description = "Also write the lines of the environment here.")
    private @Nullable Path envFile;

    @Mixin private JsonOption json = new JsonOption();

    public DeployCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!synth) {
            return deploy();
        }
        if (out == null) {
            throw wrong("--synth needs --out, a folder for the templates");
        }
        new Synth(fleet(deployment()), shell.console()).write(out);
        return ExitCode.DONE;
    }

    private int deploy() throws InterruptedException {
        if (out != null) {
            throw wrong("--out is for --synth");
        }
        OptionalDouble weight = weight();
        Optional<EnvFile> file = Optional.ofNullable(envFile).map(EnvFile::new);
        Deployment deployment = deployment();
        Person person =
                new Person(
                        shell.console(), new Person.Given(deployment.config().name(), yes, loss));
        return new DeployRun(shell, person, new DeployRun.Tell(file, json))
                .run(deployment.config(), fleet(deployment), parameters, weight);
    }

    private OptionalDouble weight() {
        if (shift == null) {
            return OptionalDouble.empty();
        }
        if (!shift.matches("[1-9][0-9]?%?")) {
            throw wrong("--shift: write 1% to 99%; without it all events go to the new version");
        }
        return OptionalDouble.of(Integer.parseInt(shift.replace("%", "")) / 100.0);
    }

    private Deployment deployment() {
        return Deployment.read(config, shell.home().resolve("worker").resolve("pipelines"));
    }

    /** What the file asks for, of the pipelines and the dispatcher of this build. */
    private FleetTemplate fleet(Deployment deployment) {
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
