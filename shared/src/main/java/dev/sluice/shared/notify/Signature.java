package dev.sluice.shared.notify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What proves to a receiver that a body is ours and new: {@code t=<epoch seconds>,v1=<hexadecimal
 * HMAC-SHA256 of t, a full stop and the body>}; while a secret is changed, a {@code v1} for the new
 * and one for the old.
 */
final class Signature {
    static final String HEADER = "X-Sluice-Signature";

    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /**
     * The header's value.
     *
     * @param secrets one or more, none empty
     */
    static String of(String body, Instant time, List<String> secrets) {
        long seconds = time.getEpochSecond();
        return secrets.stream()
                .map(secret -> ",v1=" + hmac(seconds + "." + body, secret))
                .collect(Collectors.joining("", "t=" + seconds, ""));
    }

    private static String hmac(String text, String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
