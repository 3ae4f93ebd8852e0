package dev.sluice.ops.cli.shell;

import java.nio.file.Path;
import java.util.Map;

/**
 * What surrounds a command.
 *
 * @param home where Sluice lies
 */
public record Shell(Map<String, String> environment, Console console, Path home) {
    public Shell {
        environment = Map.copyOf(environment);
    }

    /** This process's. The launcher says where Sluice lies. */
    public static Shell ofProcess() {
        Map<String, String> environment = System.getenv();
        return new Shell(
                environment,
                Console.ofProcess(environment),
                Path.of(System.getProperty("sluice.home", "")).toAbsolutePath());
    }
}
