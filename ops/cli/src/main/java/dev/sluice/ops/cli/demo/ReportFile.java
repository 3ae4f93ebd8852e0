package dev.sluice.ops.cli.demo;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.shared.aws.Prices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A demo's outcome, for programs: {@code demo --json}. */
final class ReportFile {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ReportFile() {}

    static void write(Path file, Report report, Prices prices) {
        try {
            Files.write(file, JSON.writeValueAsBytes(document(report, prices)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    static ObjectNode document(Report report, Prices prices) {
        ObjectNode document = JSON.createObjectNode();
        document.put("uploaded", report.jobs().size());
        document.put("completed", report.completed());
        document.put("failed", report.failed());
        var jobs = document.putArray("jobs");
        report.jobs().forEach(job -> jobs.add(job(job)));
        report.apiCalls().forEach(document.putObject("apiCalls")::put);
        document.put("dollarsPerMillion", report.dollarsPerMillion(prices));
        return document;
    }

    private static ObjectNode job(Job job) {
        ObjectNode node = JSON.createObjectNode();
        node.put("file", job.submission().file());
        node.put("key", job.submission().key());
        node.put("customerID", job.submission().customerID());
        node.put("imageID", job.submission().imageID());
        node.put("pipeline", job.submission().pipeline().name());
        node.put("status", job.status());
        node.put("finding", job.finding().orElse(null));
        node.put("failureReason", job.failureReason().orElse(null));
        job.milliseconds().forEach(node.putObject("milliseconds")::put);
        node.put("savedTo", job.saved().map(Path::toString).orElse(null));
        return node;
    }
}
