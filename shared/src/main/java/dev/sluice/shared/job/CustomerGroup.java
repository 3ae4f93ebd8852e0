package dev.sluice.shared.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The message group of a customer, by which SQS shares a standard queue fairly. */
public final class CustomerGroup {
    /** SQS: 1 to 128 letters, digits and punctuation marks of ASCII. */
    private static final Pattern ALLOWED = Pattern.compile("[!-~]{1,128}");

    private CustomerGroup() {}

    /**
     * The customer's ID; its digest where a pipeline without a rule for IDs lets through one that
     * SQS would refuse.
     */
    public static String of(String customerID) {
        if (ALLOWED.matcher(customerID).matches()) {
            return customerID;
        }
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(customerID.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
