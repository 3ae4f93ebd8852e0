package dev.sluice.shared.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://b.s3.amazonaws.com/k?X-Amz-Credential=SECRET%2F2026&X-Amz-Signature=SECRET",
                "get k?X-Amz-Security-Token=SECRET&X-Amz-Date=20261130T000000Z now",
                "https%3A%2F%2Fb%2Fk%3Fx-amz-signature%3DSECRET&more",
                "https://b/k?AWSAccessKeyId=SECRET&Expires=1&Signature=SECRET%3D",
                "AWS4-HMAC-SHA256 Credential=SECRET/20261130/r/s3/aws4_request, Signature=SECRET"
            })
    void whatSignsARequestIsTakenOut(String line) {
        assertThat(Secrets.masked(line)).doesNotContain("SECRET").contains("***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AKIA", "ASIA"})
    void accessKeysAreTakenOut(String kind) {
        assertThat(Secrets.masked("as " + kind + "ABCDEFGHIJKLMNOP it was refused"))
                .isEqualTo("as *** it was refused");
    }

    @Test
    void whatNamesAnUploadStays() {
        String line = "failed acme/Signature (acme/uploaded/AKIA-credential_original.jpg)";

        assertThat(Secrets.masked(line)).isEqualTo(line);
        assertThat(new Secrets().mask(null, line)).isNull();
    }
}
