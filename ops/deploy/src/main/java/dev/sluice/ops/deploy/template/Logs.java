package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.config.FleetConfig;

/** Where programs write what they have to say. */
final class Logs {
    private Logs() {}

    /**
     * @param program whose logs these are
     */
    static void group(
            Stack stack, FleetConfig config, String id, String program, Encryption encryption) {
        stack.add(
                        id,
                        "AWS::Logs::LogGroup",
                        Body.of(
                                "LogGroupName",
                                "/sluice/%s/%s".formatted(config.name(), program),
                                "RetentionInDays",
                                config.security().logDays(),
                                "KmsKeyId",
                                encryption.key()))
                .excuses(
                        "CKV_AWS_158",
                        "Encrypted with a key that AWS keeps unless ownKey asks for one of the"
                                + " fleet's, which costs.")
                .excuses(
                        "CKV_AWS_338",
                        "Logs tell of running programs; results and rows are kept for a year, and"
                                + " logs: {days: 365} keeps these as long.");
    }
}
