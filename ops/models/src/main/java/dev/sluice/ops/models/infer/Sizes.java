package dev.sluice.ops.models.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The input's name, size and colours, as the graph declares them. */
final class Sizes implements Source {
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final int USUAL = 224;
    private static final int USUAL_OF_DETECTORS = 640;

    @Override
    public void tell(Evidence evidence, Draft draft) {
        Frame frame = evidence.frame();
        String declared = "the graph declares " + evidence.picture();
        draft.say("input.name", evidence.picture().name(), Ground.READ, "the graph's only input");
        if (frame.isFree()) {
            free(evidence, draft);
        } else {
            draft.say("input.width", frame.width(), Ground.READ, declared);
            draft.say("input.height", frame.height(), Ground.READ, declared);
        }
        if (frame.channels() == 1) {
            draft.say("input.color", "gray", Ground.READ, declared);
        }
        draft.say(
                "model.batch.max",
                8,
                Ground.ASSUMED,
                evidence.picture().size(0) == 1
                        ? "the graph takes one picture at a time; the cores run several side by"
                                + " side"
                        : "the graph leaves the batch free; pipeline tune measures the best");
    }

    private static void free(Evidence evidence, Draft draft) {
        List<Integer> sizes = new ArrayList<>();
        String noted = evidence.graph().origin().metadata().getOrDefault("imgsz", "");
        Matcher numbers = NUMBER.matcher(noted);
        while (numbers.find() && sizes.size() < 2) {
            sizes.add(Integer.parseInt(numbers.group()));
        }
        if (!sizes.isEmpty()) {
            String why = "the model's metadata say imgsz " + noted;
            draft.say("input.height", sizes.getFirst(), Ground.READ, why);
            draft.say("input.width", sizes.getLast(), Ground.READ, why);
            return;
        }
        int usual = draft.text("task").equals("detect") ? USUAL_OF_DETECTORS : USUAL;
        String why =
                "the graph takes any size (%s); %d is the usual one"
                        .formatted(evidence.picture(), usual);
        draft.say("input.height", usual, Ground.ASSUMED, why);
        draft.say("input.width", usual, Ground.ASSUMED, why);
    }
}
