package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.fake.Jobs;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.Undecodable;
import dev.sluice.worker.intake.Hold;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.FakeRunner;
import dev.sluice.worker.model.Items;
import dev.sluice.worker.model.TestBatchers;
import dev.sluice.worker.output.Artifact;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Task;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A task that reads no pictures, asks two models, and leaves a file beside its document. */
class AnyInputTest extends OneLane {
    private Path scratch = Path.of("");

    private final Batcher meaning =
            TestBatchers.of(
                    pipeline.model(Pipeline.MODEL).batch(),
                    new FakeRunner(),
                    worker::broken,
                    ticker);

    private record Words(List<String> words) implements AutoCloseable {
        @Override
        public void close() {}
    }

    /** Bytes are words, and a word takes a kilobyte. */
    private record Texts() implements Reader<Words> {
        @Override
        public Header<Words> header(byte[] content) throws Undecodable {
            String text = new String(content, UTF_8);
            if (text.indexOf(0) >= 0) {
                throw new Undecodable("not-a-text", "The file is not a text; upload a text.");
            }
            List<String> words = List.of(text.split(" "));
            return new Header<>() {
                @Override
                public long memory() {
                    return words.size() * 1024L;
                }

                @Override
                public Words decode() {
                    return new Words(words);
                }
            };
        }
    }

    private final class Understands implements Task<Words> {
        @Override
        public Reader<Words> reader() {
            return new Texts();
        }

        @Override
        public Finding run(Words input, Context job) throws Exception {
            int count = input.words().size();
            float sound = value(job, "sound", count);
            float sense = value(job, "meaning", sound);
            scratch = job.scratch();
            Path file =
                    Files.writeString(scratch.resolve("list"), String.join("\n", input.words()));
            return new Finding.Found(
                    new Result(
                            count + " words of " + job.ids().get("customerID"),
                            Map.of("sense", sense),
                            Map.of("words", count),
                            Map.of(),
                            List.of(
                                    new Artifact(
                                            "words.txt",
                                            "text/plain",
                                            new Artifact.Body.ScratchFile(file)))));
        }

        private float value(Context job, String model, float of) throws Exception {
            return Items.value(job.model(model).lastCall(List.of(Items.item(of))).getFirst());
        }
    }

    @Override
    Pipeline pipeline() {
        return Jobs.pipeline(List.of("words.txt"));
    }

    @BeforeEach
    void startTheOther() {
        meaning.start();
    }

    @AfterEach
    void closeTheOther() throws InterruptedException {
        meaning.close(Duration.ofSeconds(10));
    }

    private void see(String text) throws Exception {
        s3.uploads.put(Jobs.KEY, text.getBytes(UTF_8));
        permits.takeUpTo(1);
        Service<Words> service =
                new Service<>(
                        pipeline,
                        new Understands(),
                        TestBatchers.models(Map.of("sound", batcher, "meaning", meaning)));
        service.models().expect(1);
        try (Hold hold = intake.hold(first(), ticker.nanos())) {
            flow(service, settler())
                    .see(
                            new Upload(Jobs.job(), Jobs.IDS),
                            new Delivery(hold, Duration.ZERO, false, new Isolation()));
        }
        finish();
    }

    @Test
    void aTextGoesTheWayOfAPicture() throws Exception {
        see("one two three");

        assertThat(dynamodb.text("headline")).contains("3 words of acme");
        assertThat(new String(s3.contents.get("acme/result/tom_result.json"), UTF_8))
                .contains("\"sense\":300.0");
        assertThat(new String(s3.contents.get("acme/result/tom_words.txt"), UTF_8))
                .isEqualTo("one\ntwo\nthree");
        assertThat(scratch).doesNotExist();
        assertThat(calls.all())
                .containsSubsequence(
                        "put acme/result/tom_words.txt",
                        "put acme/result/tom_result.json",
                        "row completed",
                        "delete r1");
    }

    @Test
    void itsReaderSaysWhatIsNone() throws Exception {
        see("one\0two");

        assertThat(dynamodb.text("failureReason"))
                .contains("not-a-text: The file is not a text; upload a text.");
        assertThat(runs()).isFalse();
    }

    @Test
    void noModelWaitsForAJobThatWillNotCallIt() throws Exception {
        see("one\0two");

        assertThat(batcher.use().batches()).isZero();
        see("one"); // would wait for ever if the first still counted as on its way
        assertThat(dynamodb.text("headline")).contains("1 words of acme");
    }
}
