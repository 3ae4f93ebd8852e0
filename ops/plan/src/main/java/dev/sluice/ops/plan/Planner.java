package dev.sluice.ops.plan;

import dev.sluice.ops.deploy.scaling.Scaling;
import dev.sluice.ops.plan.scaler.Scalers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Simulates what there is to choose from, and chooses. */
public final class Planner {
    /** Percent. More would leave nothing for what nobody has measured. */
    private static final List<Double> BUSY = List.of(50.0, 70.0, 85.0);

    private static final List<Integer> PARTS_OF_GOAL = List.of(4, 1);

    private final Plan plan;
    private final Consumer<String> said;

    /**
     * @param said told what is going on
     */
    public Planner(Plan plan, Consumer<String> said) {
        this.plan = plan;
        this.said = said;
    }

    /**
     * What came of it.
     *
     * @param types our policies as given, by instance type, the best first
     * @param rivals the given policies of each kind on the best type, ours first
     * @param best of all targets on that type
     */
    public record Advice(Plan plan, List<Trial> types, List<Trial> rivals, Trial best) {}

    public Advice advise() {
        said.accept("simulates %d instance types".formatted(plan.workers().size()));
        List<Trial> types =
                all(
                        plan.workers().stream()
                                .map(Worker::withSmallestBatch)
                                .map(each -> new Case(each, plan.scaling(), Scalers.SLUICE)));
        Worker worker = types.getFirst().worker();
        said.accept("simulates other ways to scale, on " + worker.type());
        List<Trial> rivals = new ArrayList<>();
        rivals.add(types.getFirst());
        rivals.addAll(
                all(
                        Stream.of(Scalers.values())
                                .filter(each -> each != Scalers.SLUICE)
                                .map(each -> new Case(worker, plan.scaling(), each))));
        said.accept("simulates other targets");
        List<Trial> targets = all(targets().map(each -> new Case(worker, each, Scalers.SLUICE)));
        Trial best =
                Stream.concat(Stream.of(types.getFirst()), targets.stream())
                        .min(better())
                        .orElseThrow();
        return new Advice(plan, types, rivals, best);
    }

    private record Case(Worker worker, Scaling scaling, Scalers scaler) {}

    /** The best first. Each run has its own random numbers, so that their order does not matter. */
    private List<Trial> all(Stream<Case> cases) {
        return cases.toList().parallelStream()
                .map(each -> Trial.run(plan, each.worker, each.scaling, each.scaler))
                .collect(Collectors.toList())
                .stream()
                .sorted(better())
                .toList();
    }

    /** Whoever meets the goal before who does not; then the cheaper, or else the quicker. */
    private Comparator<Trial> better() {
        return Comparator.comparing((Trial trial) -> !trial.meets(plan.goal()))
                .thenComparingDouble(
                        trial -> trial.meets(plan.goal()) ? trial.dollarsPerDay() : trial.p99());
    }

    private Stream<Scaling> targets() {
        return BUSY.stream()
                .flatMap(
                        busy ->
                                PARTS_OF_GOAL.stream()
                                        .map(part -> target(plan.goal().dividedBy(part), busy)));
    }

    private Scaling target(Duration backlog, double busy) {
        Duration least = Duration.ofSeconds(1);
        return plan.scaling().with(backlog.compareTo(least) < 0 ? least : backlog, busy);
    }
}
