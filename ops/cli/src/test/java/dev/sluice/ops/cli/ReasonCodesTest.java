package dev.sluice.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ops.cli.MainCode.Module;
import dev.sluice.ops.fleet.ReasonCodes;
import dev.sluice.ops.fleet.UsageError;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Whatever an upload fails for can be named to {@code redrive}. */
class ReasonCodesTest {
    private static final Pattern GIVEN =
            Pattern.compile(
                    "(?:new FailureReason|new Undecodable|new Refusal|[^.]failed|refused?|reject)"
                            + "\\(\\s*(?:entry,\\s*)?\"([a-z]+(?:-[a-z]+)*)\",");

    @Test
    void everyCodeThatProgramsGiveIsKnown() throws IOException {
        Set<String> given = new TreeSet<>();
        for (Module module : List.of(Module.SHARED, Module.DISPATCHER, Module.WORKER)) {
            for (Path source : module.sources()) {
                GIVEN.matcher(Files.readString(source))
                        .results()
                        .forEach(found -> given.add(found.group(1)));
            }
        }
        assertThat(given)
                .hasSizeGreaterThan(12)
                .contains("attempts-exhausted", "not-a-picture", "zip-traversal", "too-few-photos");
        assertThat(given)
                .allSatisfy(
                        code ->
                                assertThatCode(() -> ReasonCodes.checked(code))
                                        .doesNotThrowAnyException());
    }

    @Test
    void anotherIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> ReasonCodes.checked("attempt-exhausted"))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("did you mean \"attempts-exhausted\"?");
        assertThatThrownBy(() -> ReasonCodes.checked("because"))
                .hasMessageContaining(
                        "there are attempts-exhausted, bad-parameters, corrupt-object");
    }
}
