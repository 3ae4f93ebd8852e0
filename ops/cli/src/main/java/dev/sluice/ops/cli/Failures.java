package dev.sluice.ops.cli;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.ExitCode;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.StartFailure;
import dev.sluice.shared.config.InvalidConfiguration;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What a failure says, and with which code the command ends. Stack traces are for our bugs. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Console console;

    Failures(Console console) {
        this.console = console;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        usage(command, String.valueOf(failure.getMessage()));
        CommandLine.UnmatchedArgumentException.printSuggestions(failure, command.getErr());
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(
            Exception failure, CommandLine command, ParseResult parsed) {
        return switch (failure) {
            case UsageError e -> {
                usage(command, String.valueOf(e.getMessage()));
                yield ExitCode.USAGE;
            }
            case InvalidConfiguration e -> environment(String.join("\n", e.problems()));
            case StartFailure e -> environment(String.valueOf(e.getMessage()));
            case UncheckedIOException e -> environment(e.getMessage() + ": " + e.getCause());
            case IOException e -> environment(unwritten(e));
            default -> bugUnlessOutside(failure, "This should not happen; please report it:");
        };
    }

    /** Those that say only which file are told by their kind as well. */
    private static String unwritten(IOException e) {
        return e.getClass() == IOException.class ? String.valueOf(e.getMessage()) : said(e);
    }

    private int environment(String message) {
        message.lines().forEach(console::complain);
        return ExitCode.ENVIRONMENT;
    }

    private void usage(CommandLine command, String message) {
        console.complain(message);
        String name = command.getCommandSpec().qualifiedName();
        console.say("See `" + name + " --help`.");
    }

    /** What is wrong with the machine, or with the virtual machine. */
    int handleError(Error failure) {
        return bugUnlessOutside(failure, "The program cannot go on:");
    }

    /** Some failures come wrapped in a sentence about what was being done. */
    private int bugUnlessOutside(Throwable failure, String otherwise) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidConfiguration || cause instanceof StartFailure) {
                return environment(String.valueOf(cause.getMessage())); // in a thread or a task
            }
            if (cause instanceof AwsServiceException e) {
                return environment(refused(e));
            }
            if (cause instanceof SdkClientException e) {
                return environment(unreachable(e));
            }
            // The one excepted is any failure of a class's own code: its cause tells which.
            if (cause instanceof LinkageError e && !(e instanceof ExceptionInInitializerError)) {
                return environment(unlinked(e));
            }
        }
        console.complain(otherwise);
        failure.printStackTrace(console.err());
        return ExitCode.FAILED;
    }

    private static String refused(AwsServiceException e) {
        String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
        String service = e.awsErrorDetails() == null ? "AWS" : e.awsErrorDetails().serviceName();
        String said =
                e.awsErrorDetails() == null
                        ? String.valueOf(e.getMessage())
                        : e.awsErrorDetails().errorMessage();
        return switch (code) {
            case "NoSuchBucket" ->
                    "The bucket of S3_BUCKET_NAME does not exist; `ops/sluice provision` creates"
                            + " it.";
            case "ResourceNotFoundException" ->
                    "The table of DYNAMODB_TABLE_NAME, or its index, does not exist;"
                            + " `ops/sluice provision` creates it.";
            default -> "%s refused (%s): %s".formatted(service, code, said);
        };
    }

    private static String unreachable(SdkClientException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Unable to load credentials")) {
            return "There are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY,"
                    + " or AWS_PROFILE; for `ops/sluice up` its export lines.";
        }
        return "AWS does not answer: " + message;
    }

    /** A class that could not be initialised earlier wraps the reason, which tells more. */
    private static String unlinked(LinkageError e) {
        Throwable reason = e;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        return "A library of this program does not load here (%s); was it built for this system, and are all libraries there?"
                .formatted(said(reason));
    }

    private static String said(Throwable reason) {
        String message = String.valueOf(reason.getMessage()).lines().findFirst().orElse("");
        return reason.getClass().getSimpleName() + ": " + message;
    }
}
