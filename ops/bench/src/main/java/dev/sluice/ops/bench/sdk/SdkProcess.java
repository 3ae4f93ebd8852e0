package dev.sluice.ops.bench.sdk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.BenchFile;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Launcher;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;

import java.io.IOException;
import java.time.Duration;

/**
 * The loop with one HTTP client, in a process of its own: a client that breaks takes nobody with
 * it, and the JIT compilers see one client only, as in a worker.
 */
public final class SdkProcess {
    /** Begins the line that says the result. */
    private static final String RESULT = "result: ";

    private static final Duration AT_MOST = Duration.ofSeconds(90);
    private static final JsonMapper JSON = new JsonMapper();

    private SdkProcess() {}

    /**
     * As a worker calls and starts, AOT cache included: the floor of what its calls can cost.
     *
     * @param queueUrl of a queue with {@link Plan#usual()}'s jobs
     */
    public static CpuPerJob likeWorker(Bench bench, Stand stand, String queueUrl)
            throws IOException, InterruptedException {
        Launcher launcher = bench.launcher().with(bench.launcher().worker().toArray(String[]::new));
        return run(launcher, stand, HttpChoice.APACHE5, queueUrl, Plan.usual());
    }

    static CpuPerJob run(
            Launcher launcher, Stand stand, HttpChoice http, String queueUrl, Plan plan)
            throws IOException, InterruptedException {
        try (Child child =
                launcher.java(
                        stand.file("loop-" + http.key() + ".log"),
                        stand.environment(),
                        SdkProcess.class.getName(),
                        http.name(),
                        queueUrl,
                        Integer.toString(plan.warmUp()),
                        Integer.toString(plan.measured()))) {
            String output = child.await(RESULT, AT_MOST).output();
            String line =
                    output.lines()
                            .filter(each -> each.startsWith(RESULT))
                            .findFirst()
                            .orElseThrow();
            return JSON.readValue(line.substring(RESULT.length()), CpuPerJob.class);
        }
    }

    /**
     * @param arguments which of {@link HttpChoice}, queue URL, rounds to warm up, rounds to measure
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Settings settings = Settings.read(System.getenv());
        Calls calls =
                HttpChoice.valueOf(arguments[0])
                        .open(
                                settings.aws(),
                                new AwsClients.Load(64, 8, Duration.ofSeconds(60)),
                                new ApiMeter());
        Place place = new Place(arguments[1], settings.resultBucket(), settings.table());
        Plan plan = new Plan(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        say(SdkLoop.measure(calls, place, plan));
        System.exit(0); // some clients leave threads behind that keep a process alive
    }

    private static void say(CpuPerJob cpu) throws JsonProcessingException {
        System.out.println(RESULT + BenchFile.of(cpu));
    }
}
