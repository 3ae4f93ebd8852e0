package dev.sluice.shared.program;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.fleet.FleetTable.FleetUnavailable;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Why a program cannot go on, in words for who can mend it.
 *
 * @param bug what only we can mend, whose trace is to be seen; empty where the surroundings are to
 *     blame
 */
public record Complaint(String sentence, Optional<Throwable> bug) {
    /**
     * Finds who is to blame. Some failures come wrapped in a sentence about what was being done.
     */
    public static Complaint about(Throwable failure) {
        return switch (failure) {
            case InvalidConfiguration e -> surroundings(String.join("\n", e.problems()));
            case StartFailure e -> surroundings(String.valueOf(e.getMessage()));
            case FleetUnavailable e -> surroundings(String.valueOf(e.getMessage()));
            case UncheckedIOException e -> surroundings(e.getMessage() + ": " + e.getCause());
            case IOException e -> surroundings(unwritten(e));
            default -> bugUnlessOutside(failure);
        };
    }

    /** A program's exit code after it. */
    public int exitCode() {
        return bug.isPresent() ? ExitCode.FAILED : ExitCode.ENVIRONMENT;
    }

    /** Those that say only which file are told by their kind as well. */
    private static String unwritten(IOException e) {
        return e.getClass() == IOException.class ? String.valueOf(e.getMessage()) : said(e);
    }

    private static Complaint surroundings(String sentence) {
        return new Complaint(sentence, Optional.empty());
    }

    private static Complaint bugUnlessOutside(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidConfiguration || cause instanceof StartFailure) {
                return surroundings(String.valueOf(cause.getMessage())); // in a thread or a task
            }
            if (cause instanceof AwsServiceException e) {
                return surroundings(refused(e));
            }
            if (cause instanceof SdkClientException e) {
                return surroundings(unreachable(e));
            }
            // The one excepted is any failure of a class's own code: its cause tells which.
            if (cause instanceof LinkageError e && !(e instanceof ExceptionInInitializerError)) {
                return surroundings(unlinked(e));
            }
        }
        return new Complaint(
                failure instanceof Error
                        ? "The program cannot go on:"
                        : "This should not happen; please report it:",
                Optional.of(failure));
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
