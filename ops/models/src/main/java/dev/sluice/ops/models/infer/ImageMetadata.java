package dev.sluice.ops.models.infer;

import java.util.Locale;
import java.util.Map;

/**
 * ONNX's own metadata of pictures (its document MetadataProps), which Azure's Custom Vision and
 * Windows ML write: {@code Image.BitmapPixelFormat} and {@code Image.NominalPixelRange}.
 */
final class ImageMetadata implements Source {
    @Override
    public void tell(Evidence evidence, Draft draft) {
        Map<String, String> metadata = evidence.graph().origin().metadata();
        String format = metadata.getOrDefault("Image.BitmapPixelFormat", "");
        String range = metadata.getOrDefault("Image.NominalPixelRange", "");
        String color = format.toLowerCase(Locale.ROOT);
        if (color.startsWith("bgr") || color.startsWith("rgb")) {
            draft.say(
                    "input.color",
                    color.substring(0, 3),
                    Ground.READ,
                    "the model's metadata say Image.BitmapPixelFormat " + format);
        }
        String why = "the model's metadata say Image.NominalPixelRange " + range;
        switch (range) {
            case "NominalRange_0_255" -> Scales.bytes(draft, Ground.READ, why);
            case "Normalized_0_1" -> Scales.unit(draft, Ground.READ, why);
            case "Normalized_1_1" -> Scales.aroundZero(draft, evidence.frame(), Ground.READ, why);
            default -> {}
        }
    }
}
