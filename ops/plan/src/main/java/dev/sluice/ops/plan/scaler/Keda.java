package dev.sluice.ops.plan.scaler;

import dev.sluice.ops.deploy.scaling.Size;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * KEDA's scaler of SQS as its documentation has it (keda.sh, "AWS SQS Queue" and "ScaledObject
 * specification"): between 0 and 1 it looks itself, every 30 s, and goes back to 0 when nothing was
 * there for 300 s; above 1 the HorizontalPodAutoscaler of Kubernetes does, every 15 s, on visible
 * and in-flight messages by {@code queueLength}, with 10 % of tolerance. It doubles, or adds four,
 * every 15 s at most, and goes down to the most that it wanted in the last 300 s (kubernetes.io,
 * "Horizontal Pod Autoscaling", default behaviour).
 */
final class Keda implements Scaler {
    private static final int POLL = 30;
    private static final int COOLDOWN = 300;
    private static final int SYNC = 15;
    private static final int STABLE = 300;
    private static final double TOLERANCE = 0.1;
    private static final int ADDS = 4;

    private record Wish(double at, int workers) {}

    private final Size size;
    private final double queueLength;
    private final Deque<Wish> wishes = new ArrayDeque<>();
    private double activeAt = Double.NEGATIVE_INFINITY;
    private int desired;

    /**
     * @param queueLength messages for each worker; the same as others aim at
     */
    Keda(Size size, double queueLength) {
        this.size = size;
        this.queueLength = queueLength;
        this.desired = size.min();
    }

    @Override
    public int first() {
        return size.min();
    }

    @Override
    public int desired(View view) {
        double now = view.now();
        long messages = view.visible() + view.inFlight();
        if (now % POLL < LOOK_SECONDS) {
            poll(now, messages);
        }
        if (desired > 0 && now % SYNC < LOOK_SECONDS) {
            sync(now, messages);
        }
        return desired;
    }

    private void poll(double now, long messages) {
        if (messages > 0) {
            activeAt = now;
            desired = size.clamp(Math.max(1, desired));
        } else if (now - activeAt >= COOLDOWN && size.min() == 0) {
            desired = 0;
            wishes.clear();
        }
    }

    private void sync(double now, long messages) {
        double ratio = messages / queueLength / desired;
        int wish =
                Math.abs(ratio - 1) <= TOLERANCE
                        ? desired
                        : Math.max(1, (int) Math.ceil(messages / queueLength));
        wishes.add(new Wish(now, wish));
        while (wishes.getFirst().at < now - STABLE) {
            wishes.removeFirst();
        }
        int stable = wishes.stream().mapToInt(Wish::workers).max().orElse(wish);
        int most = Math.max(2 * desired, desired + ADDS);
        desired = size.clamp(Math.clamp(wish, Math.min(stable, desired), most));
    }
}
