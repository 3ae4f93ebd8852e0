package dev.sluice.ops.models.measure;

import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.shared.pipeline.Pipeline.ModelFile;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.OnnxRuntime;
import dev.sluice.worker.model.Runner;
import dev.sluice.worker.task.WarmUp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Runs a model in batches of several sizes, with several numbers of threads for a run and so of
 * runs side by side.
 */
public final class Tuning {
    private static final List<Integer> SIZES = List.of(1, 2, 4, 8, 16, 32);

    /** Less is within what two measurements of the same differ by. */
    private static final double NOISE = 0.05;

    private final OnnxRuntime runtime;
    private final Pipeline pipeline;
    private final String name;
    private final ModelFile said;
    private final WarmUp warmUp;
    private final Effort effort;

    /**
     * @param name of the model in the pipeline
     */
    public Tuning(OnnxRuntime runtime, Loaded loaded, String name, Effort effort) {
        this.runtime = runtime;
        this.pipeline = loaded.pipeline();
        this.name = name;
        this.effort = effort;
        this.said = Objects.requireNonNull(pipeline.models().get(name));
        this.warmUp = Objects.requireNonNull(loaded.trial().warmUps().get(name));
    }

    /**
     * One way to run a model.
     *
     * @param threads of each run
     * @param batch items that were there at once
     * @param cost of one item
     */
    public record Way(int threads, int batch, Cost cost) {}

    /** With as many threads as the pipeline says, by sizes of batch. */
    public List<Way> bySize() throws Exception {
        return measured(said.threads());
    }

    /** With all numbers of threads that divide the cores, by sizes of batch. */
    public List<Way> all() throws Exception {
        List<Way> all = new ArrayList<>();
        List<Integer> threads =
                runtime.gpu()
                        ? List.of(1)
                        : IntStream.rangeClosed(1, runtime.cores())
                                .filter(count -> runtime.cores() % count == 0)
                                .boxed()
                                .toList();
        for (int count : threads) {
            all.addAll(measured(count));
        }
        return all;
    }

    /**
     * The way with the most items a second; of ways that differ by no more than noise the one with
     * the least CPU time, then the smallest batch.
     */
    public static Way best(List<Way> ways) {
        double most = ways.stream().mapToDouble(way -> way.cost().perSecond()).max().orElse(0);
        List<Way> fast =
                ways.stream().filter(way -> way.cost().perSecond() >= most * (1 - NOISE)).toList();
        double least = fast.stream().mapToDouble(way -> way.cost().cpu()).min().orElse(0);
        return fast.stream()
                .filter(way -> way.cost().cpu() <= least * (1 + NOISE))
                .min(Comparator.comparingInt(Way::batch))
                .orElseThrow();
    }

    /**
     * As {@link #best}, but the present way where that is as good: change for noise's sake is none.
     */
    public static Way better(List<Way> ways, ModelFile is) {
        Way best = best(ways);
        return ways.stream()
                .filter(way -> way.batch() == is.batch().max() && way.threads() == is.threads())
                .filter(way -> way.cost().perSecond() >= best.cost().perSecond() * (1 - NOISE))
                .findFirst()
                .orElse(best);
    }

    private List<Way> measured(int threads) throws Exception {
        List<Way> ways = new ArrayList<>();
        OnnxModel model =
                runtime.load(
                        pipeline.folder(),
                        new ModelFile(said.file(), said.version(), said.batch(), threads));
        Batch largest = new Batch(SIZES.getLast(), said.batch().maxDelay());
        Runner runner = runtime.runner(name, largest, model.only(warmUp.outputs()));
        try {
            for (int size : SIZES) {
                var items = Collections.nCopies(size, warmUp.input());
                ways.add(new Way(threads, size, Cost.of(effort, size, () -> runner.run(items))));
            }
        } finally {
            runner.close();
        }
        return ways;
    }
}
