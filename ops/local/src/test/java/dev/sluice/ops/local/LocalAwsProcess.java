package dev.sluice.ops.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A running {@link LocalAwsProgram}; its log is part of its output. */
record LocalAwsProcess(Process process, Map<String, String> environment) implements AutoCloseable {
    static LocalAwsProcess start(String mode, Path... state) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-Dsluice.home=" + System.getProperty("sluice.home"));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(LocalAwsProgram.class.getName());
        command.add(mode);
        for (Path folder : state) {
            command.add(folder.toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Map<String, String> environment = new HashMap<>();
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); !"ready".equals(line); line = output.readLine()) {
            if (line == null) {
                throw new IOException("ended before it was ready");
            }
            int split = line.indexOf('=');
            if (split > 0) { // else a log line
                environment.put(line.substring(0, split), line.substring(split + 1));
            }
        }
        return new LocalAwsProcess(process, environment);
    }

    /** DynamoDB Local and, in memory, the shell that waits for our end. */
    List<ProcessHandle> children() {
        return process.children().toList();
    }

    ProcessHandle dynamoDb() {
        return children().stream()
                .filter(
                        child ->
                                child.info()
                                        .commandLine()
                                        .orElse("")
                                        .contains(LocalDynamoDb.MAIN_CLASS))
                .findFirst()
                .orElseThrow();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
