package dev.sluice.ops.bench.against;

import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Launcher;
import dev.sluice.shared.config.StartFailure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A commit's files in {@code target/against/}, and what is built of them. Git's own records stay as
 * they are: the files are an archive, not a work tree.
 *
 * @param home of the repository
 * @param commit its full name
 * @param folder where the files are, or are to be
 */
public record Checkout(Path home, String commit, Path folder) {
    private static final int SHORT = 10;
    private static final long GIT_SECONDS = 120;
    private static final long BUILD_SECONDS = 1800;

    /**
     * @param home the repository, or the folder in it where Sluice lies
     * @param name of a commit, in any form that Git knows
     * @param work for logs
     * @throws StartFailure if there is no such commit, or no Git
     */
    public static Checkout of(Path home, String name, Path work)
            throws IOException, InterruptedException {
        Path log = work.resolve("git.log");
        Child git =
                program(
                        log,
                        home,
                        List.of("git", "rev-parse", "--verify", "--quiet", name + "^{commit}"));
        boolean found = git.join(GIT_SECONDS, TimeUnit.SECONDS) == 0;
        String commit = git.tail().lines().reduce("", (before, line) -> line).strip();
        if (!found) {
            throw new StartFailure(
                    "--against: there is no commit %s in %s; fetch it, or name another%s"
                            .formatted(name, home, commit.isEmpty() ? "" : " (" + commit + ")"));
        }
        return new Checkout(
                home, commit, home.resolve("target").resolve("against").resolve(commit));
    }

    /** As people write it. */
    public String shortName() {
        return commit.substring(0, SHORT);
    }

    /** Whether {@link #build} is a matter of seconds. */
    public boolean isBuilt() {
        return Files.exists(cli().resolve("built"));
    }

    private Path cli() {
        return folder.resolve("ops").resolve("cli").resolve("target");
    }

    /** Where its workers' AOT cache belongs. */
    public Path aotCache() {
        return cli().resolve("worker.aot");
    }

    /**
     * Builds it by its own launcher, unless that was done before.
     *
     * @throws StartFailure if that fails, with the end of what the build said
     */
    public void build(Path work) throws IOException, InterruptedException {
        if (!Files.exists(folder)) {
            extract(work);
        }
        Path log = work.resolve("build.log");
        Child build =
                Launcher.program(
                        log,
                        Map.of("JAVA_HOME", System.getProperty("java.home")),
                        folder.toFile(),
                        List.of("bash", folder.resolve("ops/sluice").toString(), "--version"));
        if (build.join(BUILD_SECONDS, TimeUnit.SECONDS) != 0 || !isBuilt()) {
            throw new StartFailure(
                    "--against: %s does not build (whole in %s):%n%s"
                            .formatted(shortName(), log, build.tail()));
        }
    }

    /** All of it or nothing: one that was cut short is not taken for the commit. */
    private void extract(Path work) throws IOException, InterruptedException {
        Path archive = work.resolve("commit.tar");
        succeed(
                work.resolve("git.log"),
                List.of("git", "archive", "--format=tar", "--output=" + archive, commit));
        Path part = folder.resolveSibling(commit + "." + ProcessHandle.current().pid());
        Files.createDirectories(part);
        succeed(
                work.resolve("tar.log"),
                List.of("tar", "-xf", archive.toString(), "-C", part.toString()));
        Files.delete(archive);
        Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    private void succeed(Path log, List<String> line) throws IOException, InterruptedException {
        Child child = program(log, home, line);
        if (child.join(GIT_SECONDS, TimeUnit.SECONDS) != 0) {
            throw new StartFailure(
                    "--against: `%s` fails: %s".formatted(String.join(" ", line), child.tail()));
        }
    }

    private static Child program(Path log, Path home, List<String> line) throws IOException {
        try {
            return Launcher.program(log, Map.of(), home.toFile(), line);
        } catch (IOException e) {
            throw new StartFailure(
                    "--against needs %s, which does not start here".formatted(line.getFirst()), e);
        }
    }
}
