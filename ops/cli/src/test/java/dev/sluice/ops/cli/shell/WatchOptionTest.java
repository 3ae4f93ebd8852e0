package dev.sluice.ops.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ops.fleet.UsageError;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

class WatchOptionTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Looking looking = new Looking();

    @Command
    private static final class Looking {
        @Mixin private WatchOption watch = new WatchOption();

        @Mixin private CustomerFilter customer = new CustomerFilter();

        private int looks;
    }

    @Test
    void withoutItThereIsOneLook() throws Exception {
        assertThat(run()).isZero();
        assertThat(looking.looks).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void anIntervalThatCostsTooMuchIsRefusedBeforeTheFirstLook() {
        assertThatThrownBy(() -> run("--watch=0s"))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("1s at least");
        assertThat(looking.looks).isZero();
    }

    /** The end of its thread is one of a watch, as Ctrl-C is one of the process. */
    @Test
    void itLooksAgainAndAgain() {
        assertThatThrownBy(() -> run("--watch", "--customer", "acme"))
                .isInstanceOf(InterruptedException.class);
        assertThat(looking.looks).isEqualTo(1);
        assertThat(looking.customer.id()).contains("acme");
    }

    private int run(String... arguments) throws InterruptedException {
        new CommandLine(looking)
                .registerConverter(
                        Duration.class,
                        text -> Duration.parse("PT" + text.toUpperCase(Locale.ROOT)))
                .parseArgs(arguments);
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return looking.watch.run(
                Console.plain(stream, stream),
                () -> {
                    looking.looks++;
                    Thread.currentThread().interrupt(); // so that the pause after it ends at once
                });
    }
}
