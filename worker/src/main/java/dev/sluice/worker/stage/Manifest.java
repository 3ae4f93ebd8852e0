package dev.sluice.worker.stage;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.job.Job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a stage left, written after its files and vouching for them: of an attempt that broke off
 * half-way nothing is used.
 *
 * @param result what the stage says of itself
 */
public record Manifest(String stage, Upload upload, long seconds, Said result, List<Entry> files) {
    /** Of the object that holds it. */
    public static final String NAME = "_stage.json";

    /** Longest that is read. */
    static final long LONGEST = 16 << 20;

    private static final JsonMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    public Manifest {
        files = List.copyOf(files);
    }

    /**
     * What the stage was done for.
     *
     * @param eTag of the upload: of another content nothing is used
     * @param version of the pipeline
     */
    public record Upload(String eTag, String generation, String version) {
        public static Upload of(Job job) {
            return new Upload(job.eTag(), job.generation().value(), job.modelVersion());
        }
    }

    /**
     * @param headline a line; empty if nothing
     * @param members for the result document
     */
    public record Said(String headline, Map<String, Object> members) {
        public Said {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }
    }

    /**
     * One file.
     *
     * @param name relative to the stage's folder, with slashes
     */
    public record Entry(String name, long bytes) {}

    /** Whether it is of the upload that a job is for, in whichever run. */
    public boolean isOf(Job job) {
        return upload.eTag().equals(job.eTag());
    }

    void write(Path file) throws IOException {
        Files.write(file, JSON.writeValueAsBytes(this));
    }

    static Manifest read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), Manifest.class);
    }
}
