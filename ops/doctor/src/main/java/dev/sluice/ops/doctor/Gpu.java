package dev.sluice.ops.doctor;

import dev.sluice.ops.doctor.Finding.Good;
import dev.sluice.ops.doctor.Finding.Missing;
import dev.sluice.ops.doctor.Finding.Unchecked;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.worker.machine.Gpus;
import dev.sluice.worker.model.OnnxRuntime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Driver and libraries of this machine, against the build that would run here.
 *
 * @param wanted {@code ENABLE_GPU}
 */
record Gpu(boolean wanted) implements Check {
    @Override
    public String about() {
        return "GPU";
    }

    @Override
    public List<Finding> look() {
        if (!wanted) {
            return List.of(new Unchecked(about(), "ENABLE_GPU is false"));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(driver());
        findings.add(libraries());
        return findings;
    }

    private static Finding driver() {
        Optional<Gpus> gpus = Gpus.open();
        if (gpus.isEmpty()) {
            return new Missing(
                    "GPU driver",
                    "there is none: libnvidia-ml.so.1 cannot be opened, or sees no GPU",
                    "install NVIDIA's driver; in a container, give it the GPU (--gpus all)");
        }
        try (Gpus open = gpus.get()) {
            return open.count() > 0
                    ? new Good("GPU driver", "sees %d GPUs".formatted(open.count()))
                    : new Missing(
                            "GPU driver",
                            "is there, but sees no GPU",
                            "run on an instance with one; in a container, give it the GPU (--gpus"
                                    + " all)");
        }
    }

    private static Finding libraries() {
        try (var _ = new OnnxRuntime(true, 1).options()) {
            return new Good("GPU libraries", "ONNX Runtime loads CUDA");
        } catch (StartFailure e) {
            String[] said = String.valueOf(e.getMessage()).split("; ", 2);
            return new Missing(
                    "GPU libraries",
                    said[0].strip(),
                    said.length > 1 ? said[1] : "build with mvn -Pgpu, on a host with CUDA 12");
        }
    }
}
