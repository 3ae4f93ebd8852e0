package dev.sluice.ops.doctor;

import dev.sluice.ops.doctor.Finding.Fault;
import dev.sluice.ops.doctor.Finding.Missing;
import dev.sluice.ops.doctor.Finding.Unchecked;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.StartFailure;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

import java.util.List;
import java.util.Set;

/** Looks at everything, whatever fails on the way. */
record Examination(List<Check> checks) {
    private static final Set<Integer> UNKNOWN_REQUEST = Set.of(405, 501);
    private static final Set<String> UNKNOWN =
            Set.of(
                    "InvalidAction",
                    "NotImplemented",
                    "UnknownOperation",
                    "UnknownOperationException",
                    "UnsupportedOperation",
                    "MethodNotAllowed");

    private static final Set<String> DENIED =
            Set.of(
                    "AccessDenied",
                    "AccessDeniedException",
                    "AuthorizationError",
                    "UnauthorizedOperation");

    private static final Set<String> BAD_CREDENTIALS =
            Set.of(
                    "ExpiredToken",
                    "ExpiredTokenException",
                    "InvalidAccessKeyId",
                    "InvalidClientTokenId",
                    "InvalidSignatureException",
                    "SignatureDoesNotMatch",
                    "UnrecognizedClientException");

    Examination {
        checks = List.copyOf(checks);
    }

    List<Finding> findings() {
        return checks.stream().flatMap(check -> of(check).stream()).toList();
    }

    private static List<Finding> of(Check check) {
        try {
            return check.look();
        } catch (AwsServiceException e) {
            return List.of(refused(check.about(), e));
        } catch (SdkClientException e) {
            return List.of(unanswered(check.about(), String.valueOf(e.getMessage())));
        } catch (InvalidConfiguration e) {
            return e.problems().stream()
                    .<Finding>map(
                            problem ->
                                    new Fault(
                                            check.about(), problem, "correct what the line names"))
                    .toList();
        } catch (StartFailure e) {
            return List.of(
                    new Missing(check.about(), String.valueOf(e.getMessage()), "see what it says"));
        }
    }

    private static Finding refused(String about, AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null ? "" : String.valueOf(details.errorCode());
        String said = details == null ? String.valueOf(e.getMessage()) : details.errorMessage();
        if (UNKNOWN.contains(code) || UNKNOWN_REQUEST.contains(e.statusCode())) {
            return new Unchecked(about, "this endpoint does not know the request");
        }
        if (DENIED.contains(code)) {
            return new Unchecked(about, "these credentials may not ask: " + said);
        }
        if (BAD_CREDENTIALS.contains(code)) {
            return new Missing(
                    about,
                    "the credentials are refused (%s): %s".formatted(code, said),
                    "get valid ones: `aws sts get-caller-identity` must work with them");
        }
        return new Fault(
                about,
                "the service refused (%s, %d): %s".formatted(code, e.statusCode(), said),
                "check name, AWS_REGION and AWS_ENDPOINT_URL_*");
    }

    private static Finding unanswered(String about, String message) {
        if (message.contains("Unable to load credentials")) {
            return new Missing(
                    about,
                    "there are no AWS credentials",
                    "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE");
        }
        return new Missing(
                about,
                "the service does not answer: " + message,
                "check AWS_REGION, AWS_ENDPOINT_URL_* and the network");
    }
}
