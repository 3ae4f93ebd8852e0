package dev.sluice.ops.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How it ends, and what ends with it. */
class LocalAwsEndTest {
    @Test
    void afterCloseNothingKeepsTheProcessAlive() throws Exception {
        try (var program = LocalAwsProcess.start("close")) {
            assertThat(program.process().waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(program.process().exitValue()).isZero();
        }
    }

    @Test
    void dynamoDbOutlivesCtrlCButNotUs() throws Exception {
        try (var program = LocalAwsProcess.start("wait")) {
            ProcessHandle dynamoDb = program.dynamoDb();
            List<ProcessHandle> children = program.children();
            for (ProcessHandle child : children) {
                new ProcessBuilder("kill", "-INT", Long.toString(child.pid())).start().waitFor();
            }
            try (var clients = Clients.of(program.environment())) {
                assertThat(clients.dynamoDb().listTables().tableNames()).isEmpty();
            }
            assertThat(dynamoDb.isAlive()).isTrue();

            program.kill();
            await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void shutdownHooksOfTheProgramFindAllOfItStillThere(@TempDir Path state) throws Exception {
        try (var program = LocalAwsProcess.start("drain", state)) {
            program.process().toHandle().destroy(); // SIGTERM; the output stays open

            // Nothing else: the clients try again, so an emulator that falters shows in the log
            // only.
            assertThat(program.process().inputReader().lines()).containsExactly("drained");
            assertThat(program.process().waitFor(2, TimeUnit.MINUTES)).isTrue();
        }
    }
}
