package dev.sluice.ops.cli.jobs;

import dev.sluice.ops.cli.shell.CustomerOption;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.pipeline.KeyPattern;
import dev.sluice.shared.pipeline.Pipeline;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which job. */
final class JobOptions {
    @Parameters(paramLabel = "JOB", description = "Its ID, as the key of its upload has it.")
    private String job = "";

    @Mixin private CustomerOption customer = new CustomerOption();

    @Option(
            names = "--pipeline",
            paramLabel = "P",
            description = "Needed where two pipelines have a job of this ID.")
    private @Nullable String pipeline;

    /**
     * The job as its row has it now.
     *
     * @throws UsageError if there is none, or more than one
     */
    LongJob find(Fleet fleet) {
        List<Pipeline> staged = staged(fleet, Optional.ofNullable(pipeline));
        LongJobs jobs = LongJobs.of(fleet);
        List<LongJob> found =
                staged.stream().flatMap(each -> jobs.read(each, key(each)).stream()).toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        List<String> names =
                (found.isEmpty() ? staged : found.stream().map(LongJob::pipeline).toList())
                        .stream().map(Pipeline::name).toList();
        throw new UsageError(
                found.isEmpty()
                        ? "%s has no job %s of %s; `ops/sluice jobs list --customer %s` shows which there are"
                                .formatted(customer.id(), job, names, customer.id())
                        : "%s has a job %s of each of %s; say which by --pipeline"
                                .formatted(customer.id(), job, names));
    }

    /** All variables of a key are this ID, but for the customer's: there is one, as a rule. */
    private RowKey key(Pipeline each) {
        KeyPattern row = each.row();
        Map<String, String> values = new java.util.HashMap<>();
        row.variables().forEach(name -> values.put(name, job));
        values.put("customerID", customer.id());
        return new RowKey(customer.id(), job, row.render(values));
    }

    static List<Pipeline> staged(Fleet fleet, Optional<String> named) {
        List<Pipeline> staged =
                fleet.pipelines().all().stream()
                        .filter(each -> !each.stages().all().isEmpty())
                        .filter(each -> named.isEmpty() || named.get().equals(each.name()))
                        .toList();
        if (staged.isEmpty()) {
            throw new UsageError(
                    named.map(name -> "there is no pipeline " + name + " that works in stages")
                            .orElse("no pipeline of MODEL_PATH works in stages"));
        }
        return staged;
    }
}
