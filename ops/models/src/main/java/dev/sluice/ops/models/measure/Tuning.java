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
import java.util.stream.Stream;

/**
 * Runs a model in batches of several sizes, with several numbers of threads for a run and so of
 * runs side by side.
 */
public final class Tuning {
    private static final List<Integer> SIZES = List.of(1, 2, 4, 8, 16, 32);

    /** Less is within what two measurements of the same differ by. */
    private static final double NOISE = 0.05;

    /** Cores asked for by cores got: more than handing items over takes. */
    private static final double WAITS = 1.3;

    /** What to say if {@link #disturbed}. */
    public static final String DISTURBED =
            "Other programs use this machine; measure again when it is quiet.";

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

    /**
     * Whether other programs took cores that the runs asked for; what was measured then says
     * nothing of batches. Judged by the fewest threads, of which each is busy as long as its run
     * lasts, for one item and for the largest batch that gives all runs side by side as many.
     *
     * @param runtime a GPU is not judged: the CPU waits for it
     */
    public static boolean disturbed(List<Way> ways, OnnxRuntime runtime) {
        int threads = ways.stream().mapToInt(Way::threads).min().orElse(1);
        int sideBySide = Math.max(1, runtime.cores() / threads);
        List<Way> even =
                ways.stream()
                        .filter(way -> way.threads() == threads)
                        .filter(way -> way.batch() % Math.min(way.batch(), sideBySide) == 0)
                        .sorted(Comparator.comparingInt(Way::batch))
                        .toList();
        return !runtime.gpu()
                && !even.isEmpty()
                && Stream.of(even.getFirst(), even.getLast())
                        .anyMatch(way -> waits(way, Math.min(way.batch(), sideBySide)));
    }

    private static boolean waits(Way way, int cores) {
        double got = way.cost().cpu(); // 0 where the system does not tell
        return got > 0 && way.cost().wall() * cores > got * WAITS;
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
            List<Cost.Measured> sizes = new ArrayList<>();
            for (int size : SIZES) {
                var items = Collections.nCopies(size, warmUp.input());
                sizes.add(new Cost.Measured(size, () -> runner.run(items)));
            }
            List<Cost> costs = Cost.byTurns(effort, sizes);
            for (int i = 0; i < costs.size(); i++) {
                ways.add(new Way(threads, SIZES.get(i), costs.get(i)));
            }
        } finally {
            runner.close();
        }
        return ways;
    }
}
