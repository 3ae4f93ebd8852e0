package dev.sluice.worker.task.splats.stage;

import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A program that does one stage of a job: {@code PROGRAM INPUT_DIR OUTPUT_DIR
 * PARAMETERS_JSON_FILE}, in a folder of its own. What it leaves in the output folder are the
 * stage's artifacts.
 */
public interface StageProgram {
    /** All is well. */
    int DONE = 0;

    /** The attempt failed, another may not. */
    int FAILED = 1;

    /** The call is none. */
    int USAGE = 2;

    /** The reason is in {@value #FAILURE}, and no further attempt would change it. */
    int REFUSED = 64;

    /** What is missing is named in {@value #FAILURE}. */
    int UNAVAILABLE = 69;

    /** In the output folder. */
    String FAILURE = "failure.json";

    /** Its code when a program that a stage needs is not installed. */
    String MISSING = "program-missing";

    /**
     * @throws Refusal whose reason is the customer's
     */
    void run(Folders folders, Parameters parameters, Progress progress)
            throws Refusal, IOException, InterruptedException;

    /**
     * @param input the upload, {@code input.zip}, and a folder for each earlier stage
     * @param output exists
     */
    record Folders(Path input, Path output) {
        /** Kept when the program is started anew. */
        public Path checkpoint() {
            return output.resolve("checkpoint");
        }
    }

    /**
     * Runs it.
     *
     * @param out for lines of progress
     * @param err for everything else
     * @return the exit code
     */
    static int main(StageProgram program, String[] args, PrintStream out, PrintStream err) {
        if (args.length != 3) {
            err.println("Usage: PROGRAM INPUT_DIR OUTPUT_DIR PARAMETERS_JSON_FILE");
            return USAGE;
        }
        Path output = Path.of(args[1]);
        try {
            Files.createDirectories(output);
            Files.deleteIfExists(output.resolve(FAILURE)); // of an earlier attempt
            program.run(
                    new Folders(Path.of(args[0]), output),
                    Parameters.read(Path.of(args[2])),
                    new Progress(out));
            return DONE;
        } catch (Refusal refusal) {
            err.println(refusal.code() + ": " + refusal.sentence());
            return refused(refusal, output.resolve(FAILURE), err);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("interrupted");
        } catch (IOException | RuntimeException e) {
            e.printStackTrace(err);
        } catch (OutOfMemoryError e) {
            err.println(
                    "out of memory: give the program more, for example by"
                            + " JAVA_TOOL_OPTIONS=-Xmx2g");
        }
        return FAILED;
    }

    private static int refused(Refusal refusal, Path file, PrintStream err) {
        try {
            new ObjectMapper()
                    .writeValue(
                            file.toFile(),
                            Map.of("code", refusal.code(), "message", refusal.sentence()));
        } catch (IOException e) {
            err.println(file + " cannot be written: " + e);
            return FAILED;
        }
        return refusal.code().equals(MISSING) ? UNAVAILABLE : REFUSED;
    }
}
