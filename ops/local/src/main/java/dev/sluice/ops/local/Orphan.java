package dev.sluice.ops.local;

import dev.sluice.shared.config.StartFailure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The DynamoDB Local of a run that was killed: alive, and holding our port and our files. */
final class Orphan {
    private Orphan() {}

    /**
     * Ends the process whose number is recorded, if it is still DynamoDB Local on this folder: the
     * number may have been given to another process since.
     */
    static void end(StateFolder state, Consumer<String> say) {
        Path record = state.dynamoDbPid();
        try {
            if (!Files.exists(record)) {
                return;
            }
            String pid = Files.readString(record).strip();
            if (pid.matches("[0-9]{1,18}")) {
                ProcessHandle.of(Long.parseLong(pid))
                        .filter(process -> isDynamoDbOn(state.tables(), process))
                        .ifPresent(
                                process -> {
                                    end(process);
                                    say.accept(
                                            "Ended DynamoDB Local (process %s), left behind by a run that was killed"
                                                    .formatted(pid));
                                });
            }
            Files.deleteIfExists(record);
        } catch (IOException e) {
            throw new StartFailure("Cannot read " + record, e);
        }
    }

    private static boolean isDynamoDbOn(Path tables, ProcessHandle process) {
        String command = process.info().commandLine().orElse("");
        return command.contains(LocalDynamoDb.MAIN_CLASS) && command.contains(tables.toString());
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        try {
            try {
                process.onExit().get(5, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                process.destroyForcibly();
                process.onExit().get(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("Interrupted while DynamoDB Local ended", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new StartFailure(
                    "DynamoDB Local of an earlier run (process %d) does not end"
                            .formatted(process.pid()),
                    e);
        }
    }
}
