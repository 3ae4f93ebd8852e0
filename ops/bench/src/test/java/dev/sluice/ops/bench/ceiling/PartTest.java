package dev.sluice.ops.bench.ceiling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.bench.ceiling.Profile.Part;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Whose CPU time a stack is. */
class PartTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # the frame that is nearest to where it runs, the JDK's left aside
                    java.util.HashMap.put dev.sluice.worker.flow.Settler.settle      | virtual | OWN
                    java.util.HashMap.put software.amazon.awssdk.core.Client.call dev.sluice.worker.flow.Settler.settle | virtual | SDK
                    org.apache.hc.core5.Socket.read dev.sluice.shared.aws.CutConnects.call | virtual | SDK
                    # our own code that the SDK calls back is our own
                    dev.sluice.shared.aws.ApiMeter.count software.amazon.awssdk.core.Client.call | virtual | OWN
                    ai.onnxruntime.OrtSession.run dev.sluice.worker.model.OnnxModel.run | model-cats-0 | INFERENCE
                    org.bytedeco.opencv.global.opencv_imgcodecs.imdecode             | cpu-0   | DECODE
                    dev.sluice.worker.task.picture.Bilinear.scale dev.sluice.worker.machine.Cpu.run | cpu-0 | DECODE
                    dev.sluice.worker.machine.Cpu.run                                  | cpu-0   | OWN
                    dev.sluice.worker.input.picture.JpegSegments.nextMarker dev.sluice.worker.input.picture.PictureDecoder.header | virtual | OWN
                    # nobody's
                    java.util.concurrent.ForkJoinPool.awaitWork                      | ForkJoinPool-1-worker-1 | THREADS
                    java.util.concurrent.ScheduledThreadPoolExecutor.take            | sdk-ScheduledExecutor-5-3 | SDK
                    """)
    void belongsToTheNearestOwner(String frames, String thread, Part part) {
        assertThat(Part.of(List.of(frames.split(" ", -1)), thread)).isEqualTo(part);
    }
}
