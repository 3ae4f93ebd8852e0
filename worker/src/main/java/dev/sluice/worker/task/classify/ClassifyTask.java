package dev.sluice.worker.task.classify;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.input.picture.Pictures;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Labels;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.TaskFactory;

import org.bytedeco.opencv.opencv_core.Mat;

import java.util.Map;
import java.util.Optional;

/**
 * The generic classifier. Options in {@code pipeline.yaml}: {@code labels} ({@link Labels}), {@code
 * output}, {@code scores} and {@code temperature} ({@link Output}), {@code threshold} ({@link
 * Thresholds}), {@code advice} ({@link Advice}), {@code gate} ({@link Gate}) and {@code top} (how
 * many classes the document lists, default 5).
 *
 * <p>{@code class} is the label of the highest confidence, {@code top} lists the highest in order.
 * Under its threshold the answer is {@code unsure}, where the gate stays shut {@code
 * gate.otherwise}; the {@code class_index} of both is −1. Of independent scores each is how sure
 * the network is of that class alone: several may be near 1, or all near 0. With a threshold {@code
 * classes} lists those that reach it, and {@code class} is still the highest. A network with one
 * value a picture needs two labels: the value is the confidence of the second, and 1 less it that
 * of the first.
 */
public final class ClassifyTask implements Task<Picture> {
    private final Network network;
    private final Optional<Gate> gate;
    private final Answers answers;
    private final Pictures pictures;
    private final Cpu cpu;

    ClassifyTask(
            Network network, Optional<Gate> gate, Answers answers, Pictures pictures, Cpu cpu) {
        this.network = network;
        this.gate = gate;
        this.answers = answers;
        this.pictures = pictures;
        this.cpu = cpu;
    }

    /** The {@link TaskFactory} of {@code task: classify}. */
    public static TaskFactory.Made make(
            Pipeline pipeline, Graphs models, Cpu cpu, Problems problems) {
        return new ClassifyOptions(pipeline, models, problems).make(cpu);
    }

    @Override
    public Reader<Picture> reader() {
        return pictures;
    }

    @Override
    public Finding run(Picture picture, Context job) throws Exception {
        return new Finding.Found(result(picture.pixels(), job));
    }

    private Result result(Mat picture, Context job) throws Exception {
        if (gate.isEmpty()) {
            return answers.of(network.see(picture, job, cpu));
        }
        Gate keeper = gate.get();
        boolean same = keeper.network().equals(network);
        Map<String, Tensor> seen = keeper.network().see(picture, job, cpu);
        float value = keeper.value(seen);
        if (keeper.opens(value)) {
            return answers.of(same ? seen : network.see(picture, job, cpu), keeper, value);
        }
        if (!same) {
            network.pass(job);
        }
        return answers.shut(keeper, value);
    }
}
