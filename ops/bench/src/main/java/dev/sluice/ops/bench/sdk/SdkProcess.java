package dev.sluice.ops.bench.sdk;

import com.fasterxml.jackson.core.JsonProcessingException;

import dev.sluice.ops.bench.BenchFile;
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
    static final String RESULT = "result: ";

    private SdkProcess() {}

    /**
     * @param arguments which of {@link HttpChoice}, queue URL
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
        say(SdkLoop.measure(calls, place, Plan.brief()));
        System.exit(0); // some clients leave threads behind that keep a process alive
    }

    private static void say(CpuPerJob cpu) throws JsonProcessingException {
        System.out.println(RESULT + BenchFile.of(cpu));
    }
}
