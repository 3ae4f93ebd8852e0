package dev.sluice.ops.bench.against;

import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Launcher;
import dev.sluice.shared.config.StartFailure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A commit's files in {@code target/against/}, and what is built of them. Git's own records stay as
 * they are: the files are an archive, not a work tree.
 */
public record Checkout(Path home, String commit) {
    private static final int SHORT = 10;
    private static final Duration GIT = Duration.ofMinutes(2);
    private static final Duration BUILD = Duration.ofMinutes(30);

    /** In the repository, or the folder in it where Sluice lies. */
    public static Checkout of(Path home, String name, Path work)
            throws IOException, InterruptedException {
        String commit = name + "^{commit}";
        Child git = start(home, work, "git", "rev-parse", "--verify", "--quiet", commit);
        boolean found = git.join(GIT) == 0;
        String said = git.tail().lines().reduce("", (before, line) -> line).strip();
        if (!found) {
            throw new StartFailure(
                    "--against: there is no commit %s in %s; fetch it, or name another%s"
                            .formatted(name, home, said.isEmpty() ? "" : " (" + said + ")"));
        }
        return new Checkout(home, said);
    }

    public Path folder() {
        return home.resolve("target").resolve("against").resolve(commit);
    }

    public String shortName() {
        return commit.substring(0, SHORT);
    }

    /** Whether {@link #build} is a matter of seconds. */
    public boolean isBuilt() {
        return Files.exists(folder().resolve("ops/cli/target/built"));
    }

    /** Where its workers' AOT cache belongs. */
    public Path aotCache() {
        return folder().resolve("ops/cli/target/worker.aot");
    }

    /** Builds it by its own launcher, unless that was done before. */
    public void build(Path work) throws IOException, InterruptedException {
        if (!Files.exists(folder())) {
            extract(work);
        }
        String launcher = folder().resolve("ops/sluice").toString();
        Child build = start(folder(), work, "bash", launcher, "--version");
        if (build.join(BUILD) != 0 || !isBuilt()) {
            throw new StartFailure(
                    "--against: %s does not build (whole in %s):%n%s"
                            .formatted(shortName(), work.resolve("bash.log"), build.tail()));
        }
    }

    /** All of it or nothing: one that was cut short is not taken for the commit. */
    private void extract(Path work) throws IOException, InterruptedException {
        String archive = work.resolve("commit.tar").toString();
        Path part = folder().resolveSibling(commit + "." + ProcessHandle.current().pid());
        Files.createDirectories(part);
        succeed(start(home, work, "git", "archive", "--format=tar", "-o", archive, commit));
        succeed(start(home, work, "tar", "-xf", archive, "-C", part.toString()));
        Files.move(part, folder(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void succeed(Child child) throws IOException, InterruptedException {
        if (child.join(GIT) != 0) {
            throw new StartFailure("--against: the commit's files: " + child.tail());
        }
    }

    private static Child start(Path folder, Path work, String... line) {
        Map<String, String> environment = Map.of("JAVA_HOME", System.getProperty("java.home"));
        Path log = work.resolve(line[0] + ".log");
        try {
            return Launcher.program(log, environment, folder.toFile(), List.of(line));
        } catch (IOException e) {
            throw new StartFailure(
                    "--against needs %s, which does not start here".formatted(line[0]), e);
        }
    }
}
