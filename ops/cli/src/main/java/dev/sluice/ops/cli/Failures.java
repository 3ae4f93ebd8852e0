package dev.sluice.ops.cli;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.deploy.stack.StackFailed;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.program.Complaint;
import dev.sluice.shared.program.ExitCode;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

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
        if (failure instanceof UsageError e) {
            usage(command, String.valueOf(e.getMessage()));
            return ExitCode.USAGE;
        }
        if (failure instanceof StackFailed e) { // AWS's no, and not a missing endpoint
            String.valueOf(e.getMessage()).lines().forEach(console::complain);
            return ExitCode.FAILED;
        }
        return complain(failure);
    }

    /** What the libraries and the virtual machine throw. */
    int handleError(Error failure) {
        return complain(failure);
    }

    private int complain(Throwable failure) {
        Complaint complaint = Complaint.about(failure);
        complaint.sentence().lines().forEach(console::complain);
        complaint.bug().ifPresent(bug -> bug.printStackTrace(console.err()));
        return complaint.exitCode();
    }

    private void usage(CommandLine command, String message) {
        console.complain(message);
        String name = command.getCommandSpec().qualifiedName();
        console.say("See `" + name + " --help`.");
    }
}
