package dev.sluice.worker.task.faces;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.vector.ItemKey;
import dev.sluice.worker.task.faces.Recognizer.Seen;
import dev.sluice.worker.task.faces.Recognizer.Unfit;

import org.bytedeco.opencv.opencv_core.Mat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Faces as both result documents tell them. */
final class FaceJson {
    static final String METHOD = "YuNet, five points, SFace";

    /** What a result is not. */
    static final String NOTE = "How alike faces in pictures are. It does not say who anybody is.";

    private static final double DECIMALS = 1e4;

    private FaceJson() {}

    /**
     * The name of a face: the same however often its picture is worked on, another for the next
     * picture under the key.
     *
     * @param number which of the picture's, from 0
     */
    static String id(ItemKey key, Generation generation, int number) {
        String name =
                String.join(
                        "\0",
                        key.collection().customerID(),
                        key.collection().collectionID(),
                        key.item(),
                        generation.value(),
                        Integer.toString(number));
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** {@code bounding_box}, parts of the picture's width and height, and {@code confidence}. */
    static Map<String, Object> face(Face face, Mat picture) {
        double width = picture.cols();
        double height = picture.rows();
        double left = Math.clamp(face.box().left() / width, 0, 1);
        double top = Math.clamp(face.box().top() / height, 0, 1);
        double right = Math.clamp((face.box().left() + face.box().width()) / width, 0, 1);
        double bottom = Math.clamp((face.box().top() + face.box().height()) / height, 0, 1);
        Map<String, Object> box = new LinkedHashMap<>();
        box.put("left", rounded(left));
        box.put("top", rounded(top));
        box.put("width", rounded(right - left));
        box.put("height", rounded(bottom - top));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("bounding_box", box);
        json.put("confidence", rounded(face.score()));
        return json;
    }

    static List<Map<String, Object>> unfit(List<Unfit> faces, Mat picture) {
        return faces.stream()
                .map(
                        unfit -> {
                            Map<String, Object> json = face(unfit.face(), picture);
                            json.put("reason", unfit.why());
                            return json;
                        })
                .toList();
    }

    static double rounded(double value) {
        return Math.round(value * DECIMALS) / DECIMALS;
    }

    /** Why there is nothing to go on with, where no face is good enough. */
    static FailureReason none(Seen seen) {
        if (seen.unfit().isEmpty()) {
            return new FailureReason(
                    "no-face",
                    "There is no face in the picture, or none that is found; upload one that shows"
                            + " a face from the front.");
        }
        Unfit first = seen.unfit().getFirst();
        return new FailureReason(
                "unfit-face",
                seen.unfit().size() == 1
                        ? "The face in the picture cannot be used: it is %s.".formatted(first.why())
                        : "None of the %d faces in the picture can be used: the largest is %s."
                                .formatted(seen.unfit().size(), first.why()));
    }
}
