package dev.sluice.shared.aws;

import dev.sluice.shared.job.FailureReason;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells what S3 refuses for one object, whoever asks again and however often, from what is wrong
 * with the set-up or passes: the first is told the customer, the second tried again (RULES 2).
 */
final class Refusal {
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;

    /** What S3 says of SSE-C, which has no code of its own. */
    private static final Pattern CUSTOMER_KEY =
            Pattern.compile("(?i)server[- ]side encryption|customer-provided");

    /**
     * A permission, a key's ARN, or the sentence of a key that nobody may name. Not the mere
     * letters: a role, a bucket or a key of S3 may have them in its name.
     */
    private static final Pattern KMS =
            Pattern.compile(
                    "(?i)perform: kms:|\\barn:aws[\\w-]*:kms:"
                            + "|ciphertext refers to a customer master key");

    /** KMS's own troubles, which pass. */
    private static final Pattern PASSES =
            Pattern.compile("(?i)throttl|internal|timeout|unavailable|limit|rate exceeded");

    private Refusal() {}

    /** Why nobody can read the object as it is; empty if another time or role can. */
    static Optional<FailureReason> of(S3Exception e) {
        int status = e.statusCode();
        if (status != BAD_REQUEST && status != FORBIDDEN) {
            return Optional.empty();
        }
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null ? "" : String.valueOf(details.errorCode());
        String message = details == null ? "" : String.valueOf(details.errorMessage());
        if (e instanceof InvalidObjectStateException || code.equals("InvalidObjectState")) {
            return Optional.of(archived());
        }
        // a denial names roles and keys, whose names may have these words, and does not pass
        boolean passes =
                !code.equals("AccessDenied") && PASSES.matcher(code + " " + message).find();
        if (!passes && (code.startsWith("KMS.") || KMS.matcher(message).find())) {
            return Optional.of(foreignKey());
        }
        return status == BAD_REQUEST && CUSTOMER_KEY.matcher(message).find()
                ? Optional.of(customerKey())
                : Optional.empty();
    }

    private static FailureReason archived() {
        return new FailureReason(
                "object-archived",
                "The file lies in an archive storage class, from which nothing is read directly;"
                        + " restore it, then copy it over itself or upload it again.");
    }

    private static FailureReason foreignKey() {
        return new FailureReason(
                "object-encrypted",
                "The file is encrypted with a KMS key that this service may not use; upload it with"
                    + " the bucket's own encryption, or have the operator allow the worker's role"
                    + " kms:Decrypt with that key and upload it again.");
    }

    private static FailureReason customerKey() {
        return new FailureReason(
                "object-encrypted",
                "The file is encrypted with a key that only its sender has (SSE-C); upload it again"
                        + " without SSE-C.");
    }
}
