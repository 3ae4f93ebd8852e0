package dev.sluice.ops.cli.plan;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Style;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.cli.shell.Table.Cell;
import dev.sluice.ops.cli.shell.Table.Column;
import dev.sluice.ops.deploy.config.InstanceTypes;
import dev.sluice.ops.plan.Plan;
import dev.sluice.ops.plan.Planner.Advice;
import dev.sluice.ops.plan.Trial;
import dev.sluice.ops.plan.Worker;

import java.util.List;

/** What was simulated, for a person. */
final class PlanReport {
    private final Advice advice;
    private final Plan plan;
    private final Console console;

    PlanReport(Advice advice, Console console) {
        this.advice = advice;
        this.plan = advice.plan();
        this.console = console;
    }

    void print() {
        console.print(
                ("Simulated: %,d jobs in %s, %.1f a second in the busiest step. Goal: 99 of"
                                + " 100 wait %s at most.")
                        .formatted(
                                advice.best().outcome().arrived(),
                                days(plan.load().days()),
                                plan.load().busiest(),
                                seconds(plan.goal().toMillis() / 1e3)));
        console.print("");
        console.print(types());
        console.print("");
        Trial given = advice.rivals().getFirst();
        console.print(
                "Ways to scale, on %s, each aiming at %s of work for a worker:"
                        .formatted(
                                given.worker().type(), seconds(given.backlog().toMillis() / 1e3)));
        console.print(table(advice.rivals()));
        console.print("");
        recommend();
        console.print("");
        assumed().forEach(console::print);
    }

    private Table types() {
        Table table =
                new Table(
                        Column.text("instance type"),
                        Column.number("jobs/s"),
                        Column.number("batch"),
                        Column.number("$/million, always busy"),
                        Column.number("p50 wait"),
                        Column.number("p99 wait"),
                        Column.number("$/day"),
                        Column.text("speed is"));
        for (Trial trial : advice.types()) {
            Worker worker = trial.worker();
            table.row(
                    worker.type(),
                    "%,.1f".formatted(worker.jobsPerSecond()),
                    worker.cost().batch(),
                    "%.2f".formatted(worker.dollarsPerMillionAtBest()),
                    seconds(trial.p50()),
                    p99(trial),
                    "%.2f".formatted(trial.dollarsPerDay()),
                    worker.source());
        }
        return table;
    }

    private Table table(List<Trial> trials) {
        Table table =
                new Table(
                        Column.text("simulated"),
                        Column.number("p50 wait"),
                        Column.number("p99 wait"),
                        Column.number("longest"),
                        Column.number("machines at most"),
                        Column.number("$/day"),
                        Column.number("$/million"));
        for (Trial trial : trials) {
            table.row(
                    trial.scaler().title(),
                    seconds(trial.p50()),
                    p99(trial),
                    seconds(trial.outcome().waits().longest()),
                    trial.most(),
                    "%.2f".formatted(trial.dollarsPerDay()),
                    "%.2f".formatted(trial.dollarsPerMillion(plan.load().days())));
        }
        return table;
    }

    private Cell p99(Trial trial) {
        String left =
                trial.outcome().ended() < trial.outcome().arrived()
                        ? ", %,d left"
                                .formatted(trial.outcome().arrived() - trial.outcome().ended())
                        : "";
        return new Cell(
                seconds(trial.p99()) + left, trial.meets(plan.goal()) ? Style.GOOD : Style.BAD);
    }

    private void recommend() {
        Trial best = advice.best();
        console.print(
                ("Recommended: %s, batches of %d, backlog %s, busy %.0f: p99 %s, $%.2f a"
                                + " day, $%.2f a million jobs.")
                        .formatted(
                                best.worker().type(),
                                best.worker().cost().batch(),
                                seconds(best.backlog().toMillis() / 1e3),
                                best.scaling().busy(),
                                seconds(best.p99()),
                                best.dollarsPerDay(),
                                best.dollarsPerMillion(plan.load().days())));
        if (!best.meets(plan.goal())) {
            console.print(
                    ("The goal is not met. A first worker takes %s to boot: set min to 1 or"
                                    + " more, by a schedule perhaps, or raise max, %d.")
                            .formatted(
                                    seconds(plan.machines().boot().toMillis() / 1e3),
                                    plan.scaling().size().max()));
        }
    }

    private List<String> assumed() {
        return List.of(
                ("Nothing of this ran on AWS. Given: boot %s, warm-up %s, seed %d. Prices:"
                                + " list of %s, us-east-1, on demand.")
                        .formatted(
                                seconds(plan.machines().boot().toMillis() / 1e3),
                                seconds(plan.scaling().timing().warmUp().toMillis() / 1e3),
                                plan.seed(),
                                InstanceTypes.date()),
                "Dollars are machines, and for Sluice its metrics and alarms; not requests per job,"
                        + " disks, traffic, or a cluster for KEDA. What is assumed of CloudWatch"
                        + " and Auto Scaling: docs/plan.md.");
    }

    private static String days(double days) {
        return days == 1 ? "a day" : "%.2f days".formatted(days);
    }

    private static String seconds(double seconds) {
        if (seconds < 0.01) {
            return "0 s";
        }
        return (seconds < 10 ? "%.2f s" : seconds < 600 ? "%.0f s" : "%,.0f s").formatted(seconds);
    }
}
