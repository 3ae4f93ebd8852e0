package dev.sluice.ops.bench.against;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.shared.config.StartFailure;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A repository of one file, the launcher, in a folder with a space in its name. */
final class CheckoutTest {
    private static final String BUILDS =
            "mkdir -p \"$(dirname \"$0\")/cli/target\"\n"
                    + "echo x >>\"$(dirname \"$0\")/cli/target/built\"\n";

    @TempDir private Path folder;
    private Path home = Path.of("");
    private Path work = Path.of("");

    @BeforeEach
    void makeRepository() throws Exception {
        home = Files.createDirectories(folder.resolve("my clone"));
        work = Files.createDirectories(folder.resolve("work"));
        git("init", "--quiet");
    }

    @Test
    void aCommitIsBuiltApartAndGitKeepsNoRecordOfIt() throws Exception {
        commit(BUILDS);
        git("tag", "old");
        commit("exit 1");

        Checkout old = Checkout.of(home, "old", work);
        assertThat(old.isBuilt()).isFalse();
        old.build(work);

        assertThat(old.isBuilt()).isTrue();
        assertThat(old.folder()).isEqualTo(home.resolve("target/against").resolve(old.commit()));
        assertThat(git("worktree", "list")).hasSize(1);
        assertThat(git("status", "--porcelain", "--untracked-files=no")).isEmpty();
    }

    @Test
    void theFilesOfACommitAreTakenOnce() throws Exception {
        commit(BUILDS);
        Checkout.of(home, "HEAD", work).build(work);
        Checkout again = Checkout.of(home, "HEAD", work);
        Path kept = Files.createFile(again.folder().resolve("kept"));

        again.build(work);

        assertThat(kept).exists();
        try (var all = Files.list(home.resolve("target/against"))) {
            assertThat(all).containsExactly(again.folder());
        }
    }

    @Test
    void aCommitThatIsNotThereIsNamed() throws Exception {
        commit(BUILDS);

        assertThatThrownBy(() -> Checkout.of(home, "nowhere", work))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("there is no commit nowhere in " + home);
    }

    @Test
    void aCommitThatDoesNotBuildSaysWhatTheBuildSaidLast() throws Exception {
        commit("echo 'cannot find symbol'\nexit 3\n");
        Checkout broken = Checkout.of(home, "HEAD", work);

        assertThatThrownBy(() -> broken.build(work))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(broken.shortName() + " does not build")
                .hasMessageContaining("cannot find symbol");
    }

    private void commit(String script) throws Exception {
        Path ops = Files.createDirectories(home.resolve("ops"));
        Files.writeString(ops.resolve("sluice"), script);
        git("add", "ops");
        git("commit", "--quiet", "--message", "a commit");
    }

    private List<String> git(String... words) throws IOException, InterruptedException {
        List<String> line =
                new ArrayList<>(List.of("git", "-c", "user.name=x", "-c", "user.email=x@x"));
        line.addAll(List.of("-c", "commit.gpgSign=false", "-c", "core.hooksPath=/dev/null"));
        line.addAll(List.of(words));
        Process git =
                new ProcessBuilder(line).directory(home.toFile()).redirectErrorStream(true).start();
        String said = new String(git.getInputStream().readAllBytes());
        assertThat(git.waitFor()).as(said).isZero();
        return said.lines().toList();
    }
}
