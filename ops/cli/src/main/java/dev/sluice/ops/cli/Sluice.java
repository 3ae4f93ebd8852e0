package dev.sluice.ops.cli;

import dev.sluice.ops.cli.bench.AotCacheCommand;
import dev.sluice.ops.cli.bench.BenchCommand;
import dev.sluice.ops.cli.completion.CompletionCommand;
import dev.sluice.ops.cli.demo.DemoCommand;
import dev.sluice.ops.cli.deploy.DeployCommand;
import dev.sluice.ops.cli.deploy.DestroyCommand;
import dev.sluice.ops.cli.doctor.DoctorCommand;
import dev.sluice.ops.cli.faces.FacesCommand;
import dev.sluice.ops.cli.flakes.FlakesCommand;
import dev.sluice.ops.cli.jobs.JobsCommand;
import dev.sluice.ops.cli.mend.BackfillCommand;
import dev.sluice.ops.cli.mend.EraseCommand;
import dev.sluice.ops.cli.mend.RedriveCommand;
import dev.sluice.ops.cli.metrics.MetricsCommand;
import dev.sluice.ops.cli.models.ModelsCommand;
import dev.sluice.ops.cli.pause.PauseCommand;
import dev.sluice.ops.cli.pause.ResumeCommand;
import dev.sluice.ops.cli.pipeline.PipelineCommand;
import dev.sluice.ops.cli.plan.PlanCommand;
import dev.sluice.ops.cli.program.ApiCommand;
import dev.sluice.ops.cli.program.DashboardCommand;
import dev.sluice.ops.cli.program.DispatcherCommand;
import dev.sluice.ops.cli.program.ProvisionCommand;
import dev.sluice.ops.cli.program.WorkerCommand;
import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.cli.status.StatusCommand;
import dev.sluice.ops.cli.submit.SubmitCommand;
import dev.sluice.ops.cli.tokens.TokensCommand;
import dev.sluice.ops.cli.up.UpCommand;
import dev.sluice.shared.program.ExitCode;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParseResult;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** The command line: {@code ops/sluice}. Only {@link #main} ends the process. */
@Command(
        name = "ops/sluice",
        header = "Drop a file into S3, get the inference result back.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  ops/sluice demo                          see it work on this machine",
            "  ops/sluice up --env-file sluice.env      keep it running on this machine",
            "  ops/sluice submit --help                 more on one command",
            "",
            "Settings come from the environment: S3_BUCKET_NAME, DYNAMODB_TABLE_NAME, AWS_REGION,"
                    + " AWS_ENDPOINT_URL_*, MODEL_PATH, ENABLE_GPU, SLUICE_*."
        })
public final class Sluice {
    private static final int WIDTH = 100;

    private Sluice() {}

    public static void main(String[] arguments) {
        // Numbers in keys, JSON and messages must not depend on the machine's language.
        Locale.setDefault(Locale.ROOT);
        System.exit(run(Shell.ofProcess(), arguments));
    }

    /**
     * Runs one command.
     *
     * @return its exit code
     */
    static int run(Shell shell, String... arguments) {
        try {
            return commandLine(shell).execute(arguments);
        } catch (Error e) { // which picocli lets through
            return new Failures(shell.console()).handleError(e);
        }
    }

    static CommandLine commandLine(Shell shell) {
        Console console = shell.console();
        CommandLine line =
                new CommandLine(new Sluice())
                        .addSubcommand(new DemoCommand(shell))
                        .addSubcommand(new UpCommand(shell))
                        .addSubcommand(new WorkerCommand(shell))
                        .addSubcommand(new DispatcherCommand(shell))
                        .addSubcommand(new DashboardCommand(shell))
                        .addSubcommand(new ApiCommand(shell))
                        .addSubcommand(TokensCommand.of(shell))
                        .addSubcommand(new ProvisionCommand(shell))
                        .addSubcommand(new DeployCommand(shell))
                        .addSubcommand(new DestroyCommand(shell))
                        .addSubcommand(new SubmitCommand(shell))
                        .addSubcommand(new StatusCommand(shell))
                        .addSubcommand(new DoctorCommand(shell))
                        .addSubcommand(new PauseCommand(shell))
                        .addSubcommand(new ResumeCommand(shell))
                        .addSubcommand(new BackfillCommand(shell))
                        .addSubcommand(new RedriveCommand(shell))
                        .addSubcommand(new EraseCommand(shell))
                        .addSubcommand(new MetricsCommand(shell))
                        .addSubcommand(PipelineCommand.of(shell))
                        .addSubcommand(ModelsCommand.of(shell))
                        .addSubcommand(new PlanCommand(shell))
                        .addSubcommand(FacesCommand.of(shell))
                        .addSubcommand(FlakesCommand.of(shell))
                        .addSubcommand(JobsCommand.of(shell))
                        .addSubcommand(new BenchCommand(shell))
                        .addSubcommand(new AotCacheCommand(shell))
                        .addSubcommand(new CompletionCommand(shell));
        line.registerConverter(Duration.class, Sluice::duration);
        Failures failures = new Failures(console);
        line.setExecutionStrategy(parsed -> execute(parsed, console))
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(
                        Help.defaultColorScheme(
                                console.outTerminal() && console.colour()
                                        ? Help.Ansi.ON
                                        : Help.Ansi.OFF))
                .setUsageHelpWidth(WIDTH);
        standardOptions(line);
        return line;
    }

    private static void standardOptions(CommandLine line) {
        line.getSubcommands().values().forEach(Sluice::standardOptions);
        line.getCommandSpec().mixinStandardHelpOptions(true).version(version());
    }

    /** A command that only holds others, alone: shows which there are. */
    private static int execute(ParseResult parsed, Console console) {
        CommandLine last = parsed.asCommandLineList().getLast();
        boolean help =
                parsed.asCommandLineList().stream()
                        .anyMatch(
                                each ->
                                        each.isUsageHelpRequested()
                                                || each.isVersionHelpRequested());
        if (help || last.getSubcommands().isEmpty()) {
            return new CommandLine.RunLast().execute(parsed);
        }
        last.usage(console.err());
        return ExitCode.USAGE;
    }

    private static String version() {
        String version = Sluice.class.getPackage().getImplementationVersion();
        return "sluice " + (version == null ? "(from classes)" : version);
    }

    /** {@code 30s}, {@code 5m}, {@code 1h}. */
    private static Duration duration(String text) {
        try {
            return Duration.parse("PT" + text.strip().toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException e) {
            throw new CommandLine.TypeConversionException("write a time like 30s, 5m or 1h");
        }
    }
}
