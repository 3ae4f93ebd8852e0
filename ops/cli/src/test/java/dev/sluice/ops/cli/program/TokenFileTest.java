package dev.sluice.ops.cli.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ops.dashboard.Options.Key;
import dev.sluice.ops.fleet.UsageError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class TokenFileTest {
    private static final String TOKEN = "0123456789abcdefghij";

    @TempDir private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("tokens"), text);
    }

    @Test
    void eachLineIsSomebodyWithAToken() throws IOException {
        assertThat(TokenFile.read(file("# who\n\nada " + TOKEN + "\n  grace\t" + TOKEN + "1\n")))
                .containsExactly(new Key("ada", TOKEN), new Key("grace", TOKEN + "1"));
    }

    @Test
    void allThatIsWrongIsSaidAtOnceAndNoTokenWithIt() throws IOException {
        Path file = file("ada secret\n" + TOKEN + "\n");
        assertThatThrownBy(() -> TokenFile.read(file))
                .isInstanceOf(UsageError.class)
                .hasMessageContainingAll("line 1: the token of ada has 6 characters", "line 2:")
                .hasMessageNotContainingAny("secret", TOKEN);
    }

    @Test
    void aFileWithNobodyInItLetsNobodyInSilently() throws IOException {
        Path file = file("# nobody\n");
        assertThatThrownBy(() -> TokenFile.read(file))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("no line has a name and a token");
        assertThatThrownBy(() -> TokenFile.read(folder.resolve("missing")))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("cannot read");
    }

    @Test
    void aKeyDoesNotPrintItsToken() {
        assertThat(new Key("ada", TOKEN).toString()).isEqualTo("ada");
    }
}
