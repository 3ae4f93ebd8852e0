package dev.sluice.worker.task.splats.gaussians;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes splats look like photos, one photo a step. What it does depends on its inputs alone: the
 * same number of threads gives the same splats, also after a stop and a restart. One thread calls
 * it.
 */
final class Trainer {
    private static final float SIMILARITY = 0.2f;

    private final List<View> views;
    private final List<View> halves;
    private final Schedule schedule;
    private final float extent;
    private final TrainedState state;
    private final Tools tools;
    private int[] order = new int[0];
    private int epoch = -1;

    /** What it draws with. */
    private record Tools(Crew crew, Projection projection, Raster raster, Loss full, Loss half) {
        static Tools of(Splats splats, float extent, Crew crew) {
            return new Tools(
                    crew,
                    new Projection(splats, extent),
                    new Raster(crew),
                    new Loss(SIMILARITY, crew),
                    new Loss(SIMILARITY, crew));
        }
    }

    /**
     * @param state where it goes on; changed
     */
    Trainer(List<View> views, Schedule schedule, float extent, TrainedState state, Crew crew) {
        this.views = views;
        halves = views.stream().map(View::half).toList();
        this.schedule = schedule;
        this.extent = extent;
        this.state = state;
        tools = Tools.of(state.splats(), extent, crew);
    }

    /** One step on; false when all are done. */
    boolean step() {
        int step = state.step();
        if (step >= schedule.steps()) {
            return false;
        }
        if (schedule.grows(step)) {
            new Growth(state).to(schedule.splats(step));
        }
        boolean coarse = schedule.coarse(step);
        View view = (coarse ? halves : views).get(turn(step));
        Picture photo = view.photo().picture();
        Picture drawn = drawn(view);
        Loss loss = coarse ? tools.half : tools.full;
        float[] error = loss.error(state.falloff().through(drawn), photo);
        state.falloff().back(drawn, error);
        gradient(view, tools.raster.back(tools.projection, drawn, error));
        state.next();
        descend();
        return true;
    }

    private Picture drawn(View view) {
        tools.projection.project(view, tools.crew);
        return tools.raster.draw(tools.projection, view.photo().width(), view.photo().height());
    }

    /** As the lens would show it. */
    Picture picture(View view) {
        return state.falloff().through(drawn(view));
    }

    /** Each photo once before any comes again, in an order of each round's own. */
    private int turn(int step) {
        if (epoch != step / views.size()) {
            epoch = step / views.size();
            order = shuffled(views.size(), new SplittableRandom(epoch));
        }
        return order[step % views.size()];
    }

    private static int[] shuffled(int count, SplittableRandom random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private void gradient(View view, float[][] parts) {
        state.gradient().clear();
        float[] sums = parts[0];
        tools.crew.split(
                tools.projection.visible(),
                (from, to) -> {
                    Shape shape = new Shape();
                    for (int rank = from; rank < to; rank++) {
                        int at = rank * Raster.STRIDE;
                        for (int part = 1; part < parts.length; part++) {
                            for (int k = 0; k < Raster.STRIDE; k++) {
                                sums[at + k] += parts[part][at + k];
                            }
                        }
                        float pull =
                                tools.projection.back(
                                        view, rank, sums, shape, state.gradient().values());
                        state.pull()[tools.projection.splat(rank)] += pull;
                    }
                });
    }

    private void descend() {
        float[] rates = schedule.rates(state.step(), extent);
        tools.crew.split(
                state.splats().count(),
                (from, to) ->
                        Adam.step(
                                state.splats().values(),
                                state.gradient().values(),
                                state.moments(),
                                rates,
                                state.step(),
                                from * Splats.STRIDE,
                                to * Splats.STRIDE));
        state.falloff().step(state.step());
    }
}
