package dev.sluice.worker.task.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.worker.task.AttemptFailed;
import dev.sluice.worker.task.FileTask.Folders;
import dev.sluice.worker.task.Finding;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One process for all jobs: Python's, with the file that ships for it. */
class LongLivedProcessTest {
    private static final Path SDK =
            Path.of(
                    System.getProperty("sluice.home"),
                    "ops",
                    "examples",
                    "words",
                    "sluice_command.py");

    @TempDir private Path folder;
    private Optional<OneStage> made = Optional.empty();

    private OneStage python(String script, String process) throws IOException {
        OneStage stage =
                new OneStage(
                        folder,
                        "import os, sys, time\nimport sluice_command as sluice\n" + script,
                        "program: [python3, program], process: %s, grace: 2s".formatted(process),
                        "timeout: 60s, jobs: 8");
        stage.file(SDK);
        made = Optional.of(stage);
        return stage;
    }

    @AfterEach
    void end() {
        made.ifPresent(OneStage::close);
    }

    private static Object figure(Finding finding, String name) {
        return ((Finding.Found) finding).result().document().get(name);
    }

    @Test
    void oneProcessDoesAllJobsAndWhatItLoadedStaysLoaded() throws Exception {
        OneStage stage =
                python(
                        """
                        loaded = time.monotonic_ns()
                        def work(job):
                            job.progress(0.5, "half of " + job.ids["imageID"])
                            print("says", job.upload.read_text())
                            job.save("state", lambda path: path.write_text("half"))
                            return {"headline": "done", "pid": os.getpid(), "loaded": loaded}
                        sluice.run(work)
                        """,
                        "long-lived");
        Folders one = stage.folders("one");
        Finding first = stage.run(one);
        Finding second = stage.run(stage.folders("two"));

        assertThat(figure(first, "pid")).isEqualTo(figure(second, "pid"));
        assertThat(figure(first, "loaded")).isEqualTo(figure(second, "loaded"));
        assertThat(stage.news).extracting(each -> each.get("message")).contains("half of 7");
        assertThat(Files.readString(one.log())).isEqualTo("says one\n");
        try (var checkpoint = Files.list(one.output().resolve("checkpoint"))) {
            assertThat(checkpoint).hasSize(1).first().asString().endsWith("/state");
        }

        stage.close();
        long pid = ((Number) figure(first, "pid")).longValue();
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void theSameProgramRunsForEachJobAlone() throws Exception {
        OneStage stage =
                python(
                        """
                        def work(jobs):
                            return [{"batch": len(jobs), "pid": os.getpid()} for job in jobs]
                        sluice.run(work, batch=8)
                        """,
                        "per-job");
        Finding first = stage.run(stage.folders("one"));
        Finding second = stage.run(stage.folders("two"));

        assertThat(figure(first, "batch")).isEqualTo(1);
        assertThat(figure(first, "pid")).isNotEqualTo(figure(second, "pid"));
    }

    @Test
    void jobsThatWaitTogetherAreDoneTogetherAndEachHasItsOwnEnd() throws Exception {
        OneStage stage =
                python(
                        """
                        def work(jobs):
                            answers = []
                            for job in jobs:
                                word = job.upload.read_text()
                                answers.append({
                                    "bad": sluice.Refused("no-good", "There is nothing good in it."),
                                    "broken": ValueError("it broke"),
                                }.get(word, {"batch": len(jobs), "word": word}))
                            return answers
                        sluice.run(work, batch=4, wait=60)
                        """,
                        "long-lived");
        List<Future<Finding>> all = together(stage, "good", "bad", "broken", "fine");

        assertThat(figure(all.get(0).get(), "batch")).isEqualTo(4);
        assertThat(figure(all.get(3).get(), "word")).isEqualTo("fine");
        assertThat(((Finding.Refused) all.get(1).get()).why().code()).isEqualTo("no-good");
        assertThatThrownBy(() -> all.get(2).get()).hasCauseInstanceOf(AttemptFailed.class);
    }

    @Test
    void ofABatchThatFailsAsAWholeEachIsDoneByItself() throws Exception {
        OneStage stage =
                python(
                        """
                        def work(jobs):
                            words = [job.upload.read_text() for job in jobs]
                            if "bad" in words:
                                raise RuntimeError("out of memory, say")
                            return [{"batch": len(jobs)} for job in jobs]
                        sluice.run(work, batch=3, wait=60)
                        """,
                        "long-lived");
        List<Future<Finding>> all = together(stage, "good", "bad", "fine");

        assertThat(figure(all.get(0).get(), "batch")).isEqualTo(1);
        assertThat(figure(all.get(2).get(), "batch")).isEqualTo(1);
        assertThatThrownBy(() -> all.get(1).get()).hasCauseInstanceOf(AttemptFailed.class);
    }

    @Test
    void aProcessThatEndsFailsTheAttemptAndTheNextJobHasANewOne() throws Exception {
        OneStage stage =
                python(
                        """
                        def work(job):
                            if job.upload.read_text() == "bad":
                                print("goodbye")
                                sys.stdout.flush()
                                os._exit(9)
                            return {"pid": os.getpid()}
                        sluice.run(work)
                        """,
                        "long-lived");
        Finding before = stage.run(stage.folders("good"));
        Folders bad = stage.folders("bad");
        assertThatThrownBy(() -> stage.run(bad))
                .isInstanceOf(AttemptFailed.class)
                .hasMessage("its program ended with exit code 9 before it answered");
        assertThat(bad.log()).hasContent("goodbye");
        Finding after = stage.run(stage.folders("good"));

        assertThat(figure(after, "pid")).isNotEqualTo(figure(before, "pid"));
    }

    @Test
    void aJobThatIsStoppedLeavesTheProcessForTheNext() throws Exception {
        OneStage stage =
                python(
                        """
                        def work(job):
                            if job.upload.read_text() == "long":
                                while True:
                                    job.progress(0.1, "goes on")
                                    time.sleep(0.02)
                            return {"pid": os.getpid()}
                        sluice.run(work)
                        """,
                        "long-lived");
        Object before = figure(stage.run(stage.folders("short")), "pid");
        interrupt(stage, stage.folders("long"));

        assertThat(figure(stage.run(stage.folders("short")), "pid")).isEqualTo(before);
    }

    @Test
    void aJobThatCannotBeStoppedEndsTheProcess() throws Exception {
        OneStage stage =
                python(
                        """
                        def work(job):
                            if job.upload.read_text() == "long":
                                job.progress(0.1, "goes on")
                                time.sleep(3600)
                            return {"pid": os.getpid()}
                        sluice.run(work)
                        """,
                        "long-lived");
        Object before = figure(stage.run(stage.folders("short")), "pid");
        interrupt(stage, stage.folders("long"));

        assertThat(figure(stage.run(stage.folders("short")), "pid")).isNotEqualTo(before);
    }

    /** Once the job has said something. */
    private static void interrupt(OneStage stage, Folders folders) throws InterruptedException {
        List<Throwable> thrown = new ArrayList<>();
        Thread job =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        stage.run(folders);
                                    } catch (Throwable e) {
                                        thrown.add(e);
                                    }
                                });
        Awaitility.await().until(() -> !stage.news.isEmpty());
        job.interrupt();
        job.join();
        assertThat(thrown).hasSize(1).first().isInstanceOf(InterruptedException.class);
    }

    private static List<Future<Finding>> together(OneStage stage, String... uploads)
            throws IOException {
        List<Future<Finding>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String upload : uploads) {
                Folders folders = stage.folders(upload);
                all.add(threads.submit(() -> stage.run(folders)));
            }
        }
        return all;
    }
}
