package dev.sluice.ops.models.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Other ways to prepare pictures that a model may have been trained with, as far as it was only
 * assumed so far.
 */
public enum Variants {
    SCALE("scale", "input.scale") {
        @Override
        List<Consumer<Draft>> changes(Draft draft) {
            Frame frame = new Frame(true, channels(draft), 0, 0);
            List<Consumer<Draft>> all = new ArrayList<>();
            all.add(d -> Scales.unit(d, Ground.ASSUMED, ""));
            all.add(d -> Scales.aroundZero(d, frame, Ground.ASSUMED, ""));
            all.add(d -> Scales.bytes(d, Ground.ASSUMED, ""));
            if (channels(draft) > 1) {
                all.add(d -> Scales.imageNet(d, Ground.ASSUMED, ""));
                all.add(d -> Scales.caffe(d.withdraw("input.color"), Ground.ASSUMED, ""));
            }
            return all;
        }
    },
    COLOUR("order of colours", "input.color") {
        @Override
        List<Consumer<Draft>> changes(Draft draft) {
            return channels(draft) == 1
                    ? List.of()
                    : List.of(
                            d -> d.say("input.color", "rgb", Ground.ASSUMED, ""),
                            d -> d.say("input.color", "bgr", Ground.ASSUMED, ""));
        }
    },
    RESIZE("resizing", "input.resize") {
        @Override
        List<Consumer<Draft>> changes(Draft draft) {
            if (draft.text("task").equals("detect")) {
                return List.of(); // any way finds large objects
            }
            int longer =
                    Math.max(
                            HuggingFace.number(draft, "input.width").orElse(0),
                            HuggingFace.number(draft, "input.height").orElse(0));
            return List.of(
                    d ->
                            d.say("input.resize", "squash", Ground.ASSUMED, "")
                                    .say("input.antialias", false, Ground.ASSUMED, ""),
                    d ->
                            d.say("input.resize", "squash", Ground.ASSUMED, "")
                                    .say("input.antialias", true, Ground.ASSUMED, ""),
                    d ->
                            d.say("input.resize", "shortest", Ground.ASSUMED, "")
                                    .say("input.resizeTo", longer * 256 / 224, Ground.ASSUMED, "")
                                    .say("input.antialias", true, Ground.ASSUMED, ""),
                    d ->
                            d.say("input.resize", "shortest", Ground.ASSUMED, "")
                                    .say("input.resizeTo", longer, Ground.ASSUMED, "")
                                    .say("input.antialias", true, Ground.ASSUMED, ""));
        }
    };

    /** What belongs together: a mean without its scale means nothing. */
    private static final Set<String> OF_SCALE = Set.of("input.scale", "input.mean", "input.std");

    private static final Set<String> OF_RESIZE =
            Set.of("input.resize", "input.resizeTo", "input.antialias", "input.interpolation");

    private final String written;
    private final String key;

    Variants(String written, String key) {
        this.written = written;
        this.key = key;
    }

    abstract List<Consumer<Draft>> changes(Draft draft);

    /** As people call it. */
    public String written() {
        return written;
    }

    /** The keys that differ. */
    public Set<String> keys() {
        return switch (this) {
            case SCALE -> OF_SCALE;
            case COLOUR -> Set.of(key);
            case RESIZE -> OF_RESIZE;
        };
    }

    /** The draft and its variants, the draft first; it alone if this is known. */
    public List<Draft> of(Draft draft) {
        List<Draft> all = new ArrayList<>(List.of(draft));
        if (!draft.has(key) || !draft.isOpen(key)) {
            return all;
        }
        for (Consumer<Draft> change : changes(draft)) {
            Draft other = new Draft(draft).withdraw(keys().toArray(new String[0]));
            change.accept(other);
            boolean same =
                    all.stream()
                            .anyMatch(one -> one.section("input").equals(other.section("input")));
            if (!same) {
                all.add(other);
            }
        }
        return all;
    }

    private static int channels(Draft draft) {
        return draft.text("input.color").equals("gray") ? 1 : 3;
    }
}
