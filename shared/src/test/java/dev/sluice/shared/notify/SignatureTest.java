package dev.sluice.shared.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

/** The digests were made with {@code openssl dgst -sha256 -hmac}. */
class SignatureTest {
    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);

    @Test
    void aBodyIsSignedTogetherWithItsTime() {
        assertThat(Signature.of("{\"id\":\"a\"}", TIME, List.of("whsec")))
                .isEqualTo(
                        "t=1700000000,v1=fdd6a42ef3a01f0fe29b825302049edc22e364780cd7db03489febf14ce4b734");
    }

    @Test
    void whileASecretIsChangedThereIsASignatureOfEach() {
        assertThat(Signature.of("{\"id\":\"a\"}", TIME, List.of("whsec", "older")))
                .isEqualTo(
                        "t=1700000000,v1=fdd6a42ef3a01f0fe29b825302049edc22e364780cd7db03489febf14ce4b734,v1=e670e91ee386e3c84e9e263867d26553ffdaa7c557f033bb3573e49bce013c18");
    }
}
