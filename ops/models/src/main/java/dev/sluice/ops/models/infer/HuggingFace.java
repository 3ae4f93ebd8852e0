package dev.sluice.ops.models.infer;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code preprocessor_config.json} as Transformers writes it, and {@code pretrained_cfg} of timm's
 * {@code config.json}.
 */
final class HuggingFace implements Source {
    @Override
    public void tell(Evidence evidence, Draft draft) {
        JsonNode preprocessor = evidence.beside().preprocessor();
        if (preprocessor.isObject()) {
            transformers(preprocessor, draft);
        }
        JsonNode timm = evidence.beside().config().path("pretrained_cfg");
        if (timm.isObject()) {
            timm(timm, draft);
        }
    }

    private static void transformers(JsonNode read, Draft draft) {
        String why = "preprocessor_config.json beside the model says so";
        int width = side(read.path("crop_size"), "width");
        int height = side(read.path("crop_size"), "height");
        JsonNode size = read.path("size");
        boolean cropped = read.path("do_center_crop").asBoolean(false) && width > 0;
        if (!cropped) {
            width = side(size, "width");
            height = side(size, "height");
        }
        if (width > 0 && height > 0) {
            draft.change("input.width", width, Ground.READ, why);
            draft.change("input.height", height, Ground.READ, why);
        }
        if (read.path("do_resize").asBoolean(true)) {
            int shortest = size.isInt() ? size.asInt() : size.path("shortest_edge").asInt(0);
            if (cropped && shortest > 0) {
                draft.say("input.resize", "shortest", Ground.READ, why);
                draft.say("input.resizeTo", shortest, Ground.READ, why);
            } else {
                draft.say("input.resize", "squash", Ground.READ, why);
            }
            interpolation(read.path("resample").asInt(2), draft, why);
        }
        boolean unit = read.path("do_rescale").asBoolean(true);
        if (read.path("do_normalize").asBoolean(true) && read.path("image_mean").isArray()) {
            List<Double> mean = numbers(read.path("image_mean"));
            List<Double> std = numbers(read.path("image_std"));
            if (unit) {
                Scales.normalised(draft, mean, std, Ground.READ, why);
            }
        } else if (unit) {
            Scales.unit(draft, Ground.READ, why);
        } else {
            Scales.bytes(draft, Ground.READ, why);
        }
    }

    private static void interpolation(int pillow, Draft draft, String why) {
        String name = pillow == 3 ? "bicubic" : pillow == 2 ? "bilinear" : "";
        if (!name.isEmpty()) {
            draft.say("input.interpolation", name, Ground.READ, why);
            draft.say("input.antialias", true, Ground.READ, why);
        }
    }

    private static void timm(JsonNode read, Draft draft) {
        String why = "config.json beside the model says so (pretrained_cfg)";
        Scales.normalised(
                draft, numbers(read.path("mean")), numbers(read.path("std")), Ground.READ, why);
        double part = read.path("crop_pct").asDouble(0.875);
        String mode = read.path("crop_mode").asText("center");
        int side = number(draft, "input.width").orElse(read.path("input_size").path(1).asInt(224));
        if (mode.equals("squash")) {
            draft.say("input.resize", "squash", Ground.READ, why);
        } else {
            draft.say("input.resize", "shortest", Ground.READ, why);
            draft.say("input.resizeTo", (int) Math.floor(side / part), Ground.READ, why);
        }
        draft.say(
                "input.interpolation",
                read.path("interpolation").asText("bicubic"),
                Ground.READ,
                why);
        draft.say("input.antialias", true, Ground.READ, why);
    }

    static Optional<Integer> number(Draft draft, String key) {
        return draft.of(key).map(is -> is.value() instanceof Number n ? n.intValue() : 0);
    }

    private static int side(JsonNode size, String name) {
        return size.isInt() ? size.asInt() : size.path(name).asInt(0);
    }

    private static List<Double> numbers(JsonNode array) {
        List<Double> numbers = new ArrayList<>();
        array.forEach(number -> numbers.add(number.asDouble()));
        return numbers;
    }
}
