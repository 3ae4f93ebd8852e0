package dev.sluice.worker.task.command;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.pipeline.Pipeline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How a stage's program is run.
 *
 * @param program what is executed, with what, and what it can reach
 * @param progress a line of output that says how far it is, besides the protocol's lines
 * @param exitCodes what an exit code means for the upload
 */
record CommandOptions(
        Program program,
        Optional<Pattern> progress,
        Map<Integer, FailureReason> exitCodes,
        Limits limits) {
    /**
     * @param command words before the three arguments of the contract
     * @param parameters written to a file for it
     * @param confinement what it can reach
     * @param stays whether one process does all jobs, which are told to it
     */
    record Program(
            List<String> command,
            Map<String, @Nullable Object> parameters,
            Confinement confinement,
            boolean stays) {}

    /**
     * @param memory bytes that all its processes may hold together; 0: no limit
     * @param grace from SIGTERM to SIGKILL, and for an answer that a job is left
     */
    record Limits(long memory, Duration grace) {}

    /** Which process does a job. */
    private enum Processes {
        /** One of its own. */
        PER_JOB,
        /** The one that does all, one after the other or together. */
        LONG_LIVED
    }

    /** Whoever stops a job sees it end in five seconds: this, and the two of a look at the row. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** A drain leaves no more. */
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(30);

    private static final Pattern REASON = Pattern.compile("([a-z]+(?:-[a-z]+)*): (.+)");

    /** Empty if something is wrong, which is noted. */
    static Optional<CommandOptions> read(Pipeline pipeline, Problems problems) {
        Section options = pipeline.options(problems);
        Optional<List<String>> command =
                new ProgramName(pipeline.folder(), options).resolve(options.texts("program"));
        Map<String, @Nullable Object> parameters = options.section("parameters").raw();
        Optional<Pattern> progress = progress(options);
        Map<Integer, FailureReason> codes = exitCodes(options.section("exitCodes"));
        Confinement confinement = Confinement.read(options);
        boolean stays =
                options.choice("process", Processes.class, Processes.PER_JOB)
                        == Processes.LONG_LIVED;
        Duration grace = options.duration("grace", GRACE, Duration.ZERO, LONGEST_GRACE);
        options.known("install");
        options.done();
        Section limits = pipeline.limits(problems);
        limits.bytes("disk", 1);
        limits.duration(
                "checkpoints", Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofHours(1));
        long memory = limits.bytes("memory", 0);
        limits.done();
        return command.map(
                words ->
                        new CommandOptions(
                                new Program(words, parameters, confinement, stays),
                                progress,
                                codes,
                                new Limits(memory, grace)));
    }

    private static Optional<Pattern> progress(Section options) {
        String text = options.text("progress", "");
        try {
            Pattern pattern = Pattern.compile(text);
            int groups = pattern.matcher("").groupCount();
            if (!text.isEmpty() && (groups < 1 || groups > 2)) {
                options.problem(
                        "progress",
                        "must have one group, for a percentage, or two, for how many of how many");
            }
            return text.isEmpty() ? Optional.empty() : Optional.of(pattern);
        } catch (PatternSyntaxException e) {
            options.problem("progress", "is not a regular expression: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Map<Integer, FailureReason> exitCodes(Section section) {
        Map<Integer, FailureReason> reasons = new TreeMap<>();
        section.all()
                .forEach(
                        (code, text) -> {
                            var reason = REASON.matcher(text);
                            if (code.matches("[1-9]\\d{0,2}") && reason.matches()) {
                                reasons.put(
                                        Integer.valueOf(code),
                                        new FailureReason(reason.group(1), reason.group(2)));
                            } else {
                                section.problem(
                                        code,
                                        "must be an exit code with a reason such as \"no-photos:"
                                                + " There are no photos in the file.\"");
                            }
                        });
        return reasons;
    }
}
