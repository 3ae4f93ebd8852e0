package dev.sluice.ops.bench.ceiling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Whose CPU time a stack is: that of the frame nearest to where it runs, the JDK's left aside. */
class OwnTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    java.util.HashMap.put dev.sluice.worker.flow.Settler.settle      | true
                    java.util.HashMap.put software.amazon.awssdk.core.Client.call dev.sluice.worker.flow.Settler.settle | false
                    org.apache.hc.core5.Socket.read dev.sluice.shared.aws.CutConnects.call | false
                    # our own code that the SDK calls back is our own
                    dev.sluice.shared.aws.ApiMeter.count software.amazon.awssdk.core.Client.call | true
                    ai.onnxruntime.OrtSession.run dev.sluice.worker.model.OnnxModel.run | false
                    # decoding is not, be it ours
                    org.bytedeco.opencv.global.opencv_imgcodecs.imdecode             | false
                    dev.sluice.worker.task.picture.Bilinear.scale dev.sluice.worker.machine.Cpu.run | false
                    dev.sluice.worker.machine.Cpu.run                                | true
                    dev.sluice.worker.input.picture.JpegSegments.nextMarker dev.sluice.worker.input.picture.PictureDecoder.header | true
                    # nobody's
                    java.util.concurrent.ForkJoinPool.awaitWork                      | false
                    """)
    void belongsToTheNearestOwner(String frames, boolean own) {
        assertThat(Profile.isOwn(List.of(frames.split(" ", -1)))).isEqualTo(own);
    }
}
