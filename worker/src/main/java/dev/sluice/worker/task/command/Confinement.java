package dev.sluice.worker.task.command;

import dev.sluice.shared.config.Section;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What a program can reach: an environment without the worker's secrets, and no network where the
 * machine allows that, for the network leads to the instance's credentials.
 *
 * @param wrapper words before the command
 * @param environment of the program, but for what each job adds
 */
record Confinement(List<String> wrapper, Map<String, String> environment) {
    private static final Logger log = LoggerFactory.getLogger(Confinement.class);

    /** A namespace of its own, in which there is no network at all. */
    private static final List<String> NO_NETWORK =
            List.of("unshare", "--user", "--map-current-user", "--net", "--");

    /** A session of its own, so that it and its children can be told from others. */
    private static final List<String> OWN_SESSION = List.of("setsid");

    private static final int TRIAL_SECONDS = 10;

    /** Without these hardly a program runs, and drivers of graphics cards need theirs. */
    private static final List<String> KEPT =
            List.of("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "JAVA_HOME");

    private static final List<String> KEPT_STARTS = List.of("CUDA_", "NVIDIA_");

    /** Whether a program has a network. */
    private enum Network {
        /** Not where the machine can keep it away; else it is said. */
        AVOIDED,
        NONE,
        OPEN
    }

    static Confinement read(Section options) {
        Network network = options.choice("network", Network.class, Network.AVOIDED);
        List<String> wrapper = new ArrayList<>();
        if (ProgramName.onPath(OWN_SESSION.getFirst()).isPresent()) {
            wrapper.addAll(OWN_SESSION);
        }
        boolean possible = network != Network.OPEN && works(NO_NETWORK);
        if (possible) {
            wrapper.addAll(NO_NETWORK);
        } else if (network == Network.NONE) {
            options.problem(
                    "network",
                    "cannot be none: this machine does not let programs have a network namespace"
                            + " (unshare --user --net); allow user namespaces, or say open");
        } else {
            log.warn(
                    "programs of this stage have the worker's network: on EC2 they can ask"
                        + " 169.254.169.254 for the instance's credentials; options.network: none"
                        + " refuses that, or set the hop limit of the instance's metadata to 1");
        }
        return new Confinement(
                List.copyOf(wrapper),
                environment(options.texts("pass"), options.section("environment").all()));
    }

    private static Map<String, String> environment(List<String> passed, Map<String, String> given) {
        Map<String, String> environment = new TreeMap<>();
        System.getenv()
                .forEach(
                        (name, value) -> {
                            if (KEPT.contains(name)
                                    || passed.contains(name)
                                    || KEPT_STARTS.stream().anyMatch(name::startsWith)) {
                                environment.put(name, value);
                            }
                        });
        environment.putIfAbsent("LANG", "C.UTF-8");
        environment.put("AWS_EC2_METADATA_DISABLED", "true"); // for SDKs in the program
        environment.put("PYTHONUNBUFFERED", "1"); // else progress comes in blocks
        environment.putAll(given);
        return new LinkedHashMap<>(environment);
    }

    private static boolean works(List<String> wrapper) {
        List<String> trial = new ArrayList<>(wrapper);
        trial.add("true");
        try {
            Process process =
                    new ProcessBuilder(trial)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!process.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * A program, ready to start.
     *
     * @param work where it runs, and what it has for a home
     */
    ProcessBuilder program(List<String> command, Path work, Map<String, String> more) {
        List<String> words = new ArrayList<>(wrapper);
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words).directory(work.toFile());
        Map<String, String> own = builder.environment();
        own.clear();
        own.putAll(environment);
        own.put("HOME", work.toString());
        own.put("TMPDIR", work.toString());
        own.putAll(more);
        return builder;
    }

    /** For a log line. */
    String told() {
        return wrapper.contains("unshare")
                ? "no network"
                : "the worker's network".toLowerCase(Locale.ROOT);
    }
}
