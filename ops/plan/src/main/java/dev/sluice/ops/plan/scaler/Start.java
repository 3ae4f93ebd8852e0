package dev.sluice.ops.plan.scaler;

import dev.sluice.ops.deploy.scaling.Policy.FromZero;
import dev.sluice.ops.deploy.scaling.Policy.Step;

import java.util.OptionalDouble;

/**
 * Steps from zero: as many workers as the step says, less those that already warm up ("Step and
 * simple scaling policies": while instances are warming up, the same step adds no more).
 */
final class Start {
    private final Metric metric;
    private final FromZero policy;
    private final Alarm alarm = new Alarm(FromZero.EVALUATIONS, v -> v > FromZero.THRESHOLD);

    Start(Metric metric, FromZero policy) {
        this.metric = metric;
        this.policy = policy;
    }

    /** 0 if it has nothing to say. */
    int desired(View view, int warming) {
        OptionalDouble known = metric.look(view);
        if (known.isEmpty()) {
            return 0;
        }
        alarm.add(known.getAsDouble());
        if (!alarm.asks(view.now())) {
            return 0;
        }
        double over = known.getAsDouble() - FromZero.THRESHOLD;
        int workers =
                policy.steps().stream()
                        .filter(step -> over >= step.from() && over < step.to().orElse(1e300))
                        .mapToInt(Step::workers)
                        .findFirst()
                        .orElse(0);
        return view.all() + Math.max(0, workers - warming);
    }
}
