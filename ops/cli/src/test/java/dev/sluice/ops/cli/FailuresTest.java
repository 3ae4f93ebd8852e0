package dev.sluice.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.StartFailure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** Failures of the machine and of the virtual machine. */
class FailuresTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    private final Failures failures = new Failures(Console.plain(stream, stream));

    @Test
    void aMissingNativeLibraryIsOneSentenceAndCode3() {
        Error missing = new UnsatisfiedLinkError("no opencv_core in java.library.path\nmore");
        assertThat(failures.handleError(missing)).isEqualTo(3);
        assertThat(err()).hasLineCount(1).contains("does not load", "no opencv_core in java");
        assertThat(err()).doesNotContain("\tat ");
    }

    @Test
    void theReasonAClassDoesNotLoadIsTold() {
        Error wrapped = new ExceptionInInitializerError(new UnsatisfiedLinkError("no onnxruntime"));
        assertThat(failures.handleError(wrapped)).isEqualTo(3);
        assertThat(err()).hasLineCount(1).contains("UnsatisfiedLinkError: no onnxruntime");
    }

    @Test
    void anExceptionAroundAMissingLibraryIsTheSame() {
        Exception around = new IllegalStateException(new NoClassDefFoundError("a/B"));
        CommandLine command = new CommandLine(new Nothing());
        int code = failures.handleExecutionException(around, command, command.parseArgs());
        assertThat(code).isEqualTo(3);
        assertThat(err()).hasLineCount(1).contains("NoClassDefFoundError: a/B");
    }

    @ParameterizedTest
    @MethodSource
    void aRefusalAtStartHasNoTraceWhateverItComesWrappedIn(Exception refusal) {
        CommandLine command = new CommandLine(new Nothing());
        assertThat(failures.handleExecutionException(refusal, command, command.parseArgs()))
                .isEqualTo(3);
        assertThat(err()).hasLineCount(1).contains("options.labels: has 3 lines");
    }

    static Stream<Exception> aRefusalAtStartHasNoTraceWhateverItComesWrappedIn() {
        String what = "options.labels: has 3 lines";
        return Stream.of(
                new InvalidConfiguration(List.of(what)),
                new StartFailure(what),
                new ExecutionException(new StartFailure(what)),
                new IllegalStateException(
                        new ExecutionException(new InvalidConfiguration(List.of(what)))),
                new IOException("worker-0: no \"polls\" before it ended: " + what));
    }

    @Test
    void aBugInTheSetUpOfAClassHasItsTrace() {
        Error bug = new ExceptionInInitializerError(new IllegalStateException("a bug"));
        assertThat(failures.handleError(bug)).isEqualTo(1);
        assertThat(err()).contains("IllegalStateException: a bug", "\tat ");
    }

    @Test
    void anyOtherErrorHasItsTraceAndCode1() {
        assertThat(failures.handleError(new OutOfMemoryError("Java heap space"))).isEqualTo(1);
        assertThat(err())
                .startsWith("The program cannot go on:")
                .contains("OutOfMemoryError: Java heap space", "\tat ");
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Command
    private static final class Nothing {}
}
