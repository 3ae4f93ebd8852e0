package dev.sluice.worker.task.splats.stage;

import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** How far a program is: a line of JSON each time. Any thread. */
public final class Progress {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out;

    /**
     * @param out for the lines
     */
    public Progress(PrintStream out) {
        this.out = out;
    }

    /**
     * @param done from 0 to 1
     * @param message what is being done
     */
    public void at(double done, String message) {
        say(done, message, Double.NaN);
    }

    /**
     * @param remainingSeconds until the program ends; of no use where it is no number
     */
    public void at(double done, String message, double remainingSeconds) {
        say(done, message, remainingSeconds);
    }

    private synchronized void say(double done, String message, double remaining) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("progress", Math.round(1000 * Math.clamp(done, 0, 1)) / 1000.0);
        line.put("message", message);
        if (Double.isFinite(remaining)) {
            line.put("remainingSeconds", Math.round(remaining));
        }
        out.println(JSON.valueToTree(line));
        out.flush();
    }
}
