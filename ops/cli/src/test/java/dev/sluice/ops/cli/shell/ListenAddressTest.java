package dev.sluice.ops.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine.TypeConversionException;

class ListenAddressTest {
    private final ListenAddress address = new ListenAddress();

    @Test
    void hostAndPortAreReadAsPeopleWriteThem() {
        assertThat(address.convert("0.0.0.0:8480").getHostString()).isEqualTo("0.0.0.0");
        assertThat(address.convert("[::1]:0").getHostString()).isEqualTo("::1");
        assertThat(address.convert("localhost:65535").getPort()).isEqualTo(65535);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8480", "host", "host:", "host:65536", "::1:80", "a b:80", ":80"})
    void whatIsNoAddressIsAnsweredWithExamples(String text) {
        assertThatThrownBy(() -> address.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("127.0.0.1:8080");
    }
}
