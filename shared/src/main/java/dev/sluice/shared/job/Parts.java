package dev.sluice.shared.job;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a row tells of an upload that comes in parts, each a job of its own (RULES 4). No part
 * replaces another, so each has its own generation.
 *
 * @param byName those that have come, by name
 * @param updates the number of the row's last write, 0 before the first; grows with each write and
 *     never falls, though a row expires and begins anew, for the joint documents outlive it
 */
public record Parts(Map<String, Part> byName, long updates) {
    /** None has come. */
    public static final Parts NONE = new Parts(Map.of(), 0);

    public Parts {
        byName = Map.copyOf(byName);
    }

    /**
     * One part. It waits as long as it has neither an answer nor a reason.
     *
     * @param file the last part of its object's key, for two files may be the same part ({@code
     *     voice.wav}, {@code voice.mp3}); in one row their keys differ in nothing else
     * @param answer strings, {@link BigDecimal}s and maps of these
     * @param failureReason as {@link FailureReason} is stored
     */
    public record Part(
            Generation generation,
            String file,
            Optional<Map<String, Object>> answer,
            Optional<String> failureReason) {
        public Part {
            answer = answer.map(Map::copyOf);
        }

        /** One that waits. */
        public static Part of(Job job) {
            return new Part(job.generation(), file(job), Optional.empty(), Optional.empty());
        }

        public Instant eventTime() {
            return generation.eventTime();
        }

        public boolean answered() {
            return answer.isPresent();
        }

        public boolean failed() {
            return failureReason.isPresent();
        }

        /** Whether it came under the job's key. */
        public boolean sameFile(Job job) {
            return file.equals(file(job));
        }

        /** Whether it is the job's upload. */
        public boolean tells(Job job) {
            return file.equals(file(job)) && generation.equals(job.generation());
        }

        /** Whether it is a newer upload than the job's. */
        public boolean newerThan(Job job) {
            return file.equals(file(job))
                    ? generation.compareTo(job.generation()) > 0
                    : eventTime().isAfter(job.eventTime());
        }

        /** Whether the job's upload is to replace it. */
        public boolean olderThan(Job job) {
            return file.equals(file(job))
                    ? generation.compareTo(job.generation()) < 0
                    : eventTime().isBefore(job.eventTime());
        }

        public Part answering(Map<String, Object> found) {
            return new Part(generation, file, Optional.of(found), Optional.empty());
        }

        public Part failing(FailureReason reason) {
            return new Part(generation, file, Optional.empty(), Optional.of(reason.toString()));
        }

        private static String file(Job job) {
            return job.key().substring(job.key().lastIndexOf('/') + 1);
        }
    }

    static Parts of(Row row) {
        Map<String, Part> parts = new TreeMap<>();
        row.map("parts")
                .forEach(
                        (name, stored) -> {
                            Row part = new Row(stored.m());
                            part.generation()
                                    .ifPresent(
                                            generation -> parts.put(name, part(part, generation)));
                        });
        return new Parts(parts, row.number("partUpdates").orElse(0L));
    }

    private static Part part(Row stored, Generation generation) {
        return new Part(
                generation,
                stored.text("file").orElse(""),
                stored.item().containsKey("answer")
                        ? Optional.of(plain(stored.map("answer")))
                        : Optional.empty(),
                stored.text("failureReason"));
    }

    private static Map<String, Object> plain(Map<String, AttributeValue> stored) {
        Map<String, Object> values = new LinkedHashMap<>();
        stored.forEach(
                (name, value) ->
                        values.put(
                                name,
                                switch (value.type()) {
                                    case N -> new BigDecimal(value.n());
                                    case M -> plain(value.m());
                                    default -> String.valueOf(value.s());
                                }));
        return values;
    }

    /** The part that a job is for, if it has come. */
    public Optional<Part> of(Job job) {
        return job.part().flatMap(name -> Optional.ofNullable(byName.get(name)));
    }

    /**
     * With another part in the place of the job's.
     *
     * @param now in ms since 1970, below 10^13; the write's number unless the last one's is higher
     */
    public Parts with(Job job, Part part, long now) {
        Map<String, Part> parts = new TreeMap<>(byName);
        parts.put(job.part().orElseThrow(), part);
        return new Parts(parts, Math.max(now, updates + 1));
    }

    /** What the whole has come to: one answer is enough, and it has failed only if all have. */
    public Row.Status status() {
        if (byName.values().stream().anyMatch(Part::answered)) {
            return Row.Status.COMPLETED;
        }
        return byName.values().stream().allMatch(Part::failed)
                ? Row.Status.FAILED
                : Row.Status.PENDING;
    }

    /** Orders the documents that are made of all parts, under whichever part's key. */
    public Generation generation() {
        return Generation.numbered(updates);
    }
}
