package dev.sluice.worker.task.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.worker.machine.ScratchDisk;
import dev.sluice.worker.task.AttemptFailed;
import dev.sluice.worker.task.command.Execution.Assignment;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that is given jobs as lines of JSON on its input, {@code {"job": "7", "input": …,
 * "output": …, "parameters": …}}, and answers each on its output: {@code {"job": "7", "progress":
 * 0.4}} any number of times, then {@code {"job": "7", "exit": 0}}, with what would be its exit code
 * if it had been started for this job alone. {@code {"cancel": "7"}} says that nobody waits any
 * more. The end of its input is its end. Whatever else it writes goes into the logs of all jobs in
 * hand.
 */
final class JobPipe implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JobPipe.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** For the end of its output to be read to the last line. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final Process process;
    private final RunningProgram running;
    private final Path folder;
    private final Duration grace;
    private final InHand hands;
    private final AtomicLong numbers = new AtomicLong();
    private volatile boolean ended;

    private JobPipe(
            Process process, RunningProgram running, Path folder, Duration grace, InHand hands) {
        this.process = process;
        this.running = running;
        this.folder = folder;
        this.grace = grace;
        this.hands = hands;
    }

    /** A job in hand. */
    private record Open(Assignment job, CompletableFuture<Integer> answer) {}

    /** The jobs in hand, by their numbers, and what the process says of them. */
    private record InHand(Map<String, Open> open, ProgressLines protocol) {
        void read(String line) {
            if (!said(line)) {
                open.values().forEach(each -> each.job().log().add(line));
            }
        }

        /** Whether the line is about a job that is in hand. */
        private boolean said(String line) {
            String text = line.strip();
            if (!text.startsWith("{") || !text.contains("\"job\"")) {
                return false;
            }
            try {
                JsonNode said = JSON.readTree(text);
                Open of = open.get(said.path("job").asText());
                if (of == null) {
                    return said.has("exit"); // an answer that comes too late
                }
                if (said.path("exit").isInt()) {
                    of.answer().complete(said.path("exit").asInt());
                    return true;
                }
                Optional<Map<String, Object>> news = protocol.read(text);
                news.ifPresent(of.job().news());
                return news.isPresent();
            } catch (JsonProcessingException e) {
                return false;
            }
        }

        /** Nobody will answer any more. */
        void drop() {
            open.values()
                    .forEach(
                            each ->
                                    each.answer()
                                            .completeExceptionally(
                                                    new IOException("the process has ended")));
        }
    }

    /** Starts the process; it has a folder of its own for as long as it lives. */
    static JobPipe start(CommandOptions options) throws IOException {
        Path folder = ScratchDisk.ofProcess().folder("program");
        String mark = UUID.randomUUID().toString();
        ProcessBuilder program =
                options.program()
                        .confinement()
                        .program(
                                options.program().command(),
                                folder,
                                Map.of(ProcessPerJob.MARK, mark));
        Process process = program.redirectErrorStream(true).start();
        InHand hands = new InHand(new ConcurrentHashMap<>(), new ProgressLines(options.progress()));
        Duration grace = options.limits().grace();
        RunningProgram running =
                RunningProgram.of(process, ProcessPerJob.MARK + "=" + mark, hands::read, grace);
        log.info("{} has started and stays", options.program().command());
        JobPipe pipe = new JobPipe(process, running, folder, grace, hands);
        var _ = process.onExit().thenRun(pipe::dropAll);
        return pipe;
    }

    /** After its last lines have been read. */
    private void dropAll() {
        ended = true;
        running.awaitOutput(LAST_WORDS);
        hands.drop();
    }

    /** Whether it takes another job. */
    boolean usable() {
        return !ended && running.alive();
    }

    /**
     * Gives it a job and waits for the answer. A job that is not wanted any more is called back; a
     * process that does not say within the grace that it has left it is ended, and with it what it
     * has in hand beside.
     */
    int answer(Assignment job, CommandOptions.Limits limits)
            throws IOException, InterruptedException, AttemptFailed, TooMuchMemory {
        String number = Long.toString(numbers.incrementAndGet());
        Open open = new Open(job, new CompletableFuture<>());
        hands.open().put(number, open);
        try {
            if (ended) { // it may have told all that were in hand before this one was
                throw new AttemptFailed("its program has just ended");
            }
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("job", number);
            line.put("input", job.folders().input().toString());
            line.put("output", job.folders().output().toString());
            line.put("parameters", job.parameters().toString());
            write(line);
            return await(open, limits);
        } catch (InterruptedException e) {
            callBack(number, open);
            throw e;
        } catch (TooMuchMemory e) {
            boolean others = hands.open().size() > 1;
            end();
            if (others) { // whose it is nobody knows; a last attempt is alone
                throw new AttemptFailed("its program took too much memory for several jobs");
            }
            throw e;
        } finally {
            hands.open().remove(number);
        }
    }

    private synchronized void write(Map<String, Object> line) throws IOException, AttemptFailed {
        try {
            OutputStream input = process.getOutputStream();
            input.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new AttemptFailed("its program does not read its input: " + e.getMessage());
        }
    }

    private int await(Open open, CommandOptions.Limits limits)
            throws InterruptedException, AttemptFailed, TooMuchMemory {
        while (true) {
            try {
                return open.answer().get(RunningProgram.GLANCE.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                open.job().log().save();
                running.check(limits);
            } catch (ExecutionException e) {
                throw new AttemptFailed(
                        "its program ended with exit code %d before it answered"
                                .formatted(process.exitValue()));
            }
        }
    }

    private void callBack(String number, Open open) {
        try {
            write(Map.of("cancel", number));
            open.answer().get(grace.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            end();
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.warn("the program did not leave a job that was called back, and is ended");
            end();
        }
    }

    private void end() {
        ended = true;
        running.close();
    }

    /** The end of its input, then, after the grace, of whatever still runs. */
    @Override
    public void close() {
        ended = true;
        try {
            process.getOutputStream().close();
            boolean _ = process.waitFor(grace.toNanos(), TimeUnit.NANOSECONDS);
        } catch (IOException e) {
            log.debug("its input was closed already", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.close();
        try {
            ScratchDisk.delete(folder);
        } catch (IOException e) {
            log.warn("{} was not deleted: {}", folder, e.toString());
        }
    }
}
