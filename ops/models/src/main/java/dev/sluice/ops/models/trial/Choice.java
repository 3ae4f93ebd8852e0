package dev.sluice.ops.models.trial;

import dev.sluice.ops.models.infer.Draft;
import dev.sluice.ops.models.infer.Ground;
import dev.sluice.ops.models.infer.Inferred;
import dev.sluice.ops.models.infer.Variants;
import dev.sluice.worker.model.ModelFailure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tries the plausible ways to prepare pictures on samples of which is known what they show, and
 * takes those that agree best: scale first, then the order of colours, then resizing.
 */
public final class Choice {
    /** Enough to tell ways apart, and few enough for a large model to take seconds. */
    private static final int SAMPLES = 24;

    private final Trials trials;
    private final List<Sample> samples;

    private Choice(Trials trials, List<Sample> samples) {
        this.trials = trials;
        this.samples = samples;
    }

    /** Makes the task of a draft. */
    @FunctionalInterface
    public interface Trials {
        Trial of(Draft draft) throws IOException;
    }

    /**
     * @return the draft with what was found, or as it is where samples do not tell
     */
    public static Draft of(Draft draft, Samples samples, Trials trials)
            throws IOException, InterruptedException {
        List<Sample> known = new ArrayList<>();
        for (Sample sample : samples.some(SAMPLES)) {
            Optional<String> label =
                    sample.label().flatMap(folder -> Likeness.label(folder, draft.labels()));
            label.ifPresent(is -> known.add(new Sample(sample.file(), Optional.of(is))));
        }
        boolean tells = known.stream().map(Sample::label).distinct().count() > 1;
        Choice choice = new Choice(trials, known);
        Draft best = draft;
        for (Variants variants : tells ? Variants.values() : new Variants[0]) {
            best = choice.best(best, variants);
        }
        return best;
    }

    private Draft best(Draft draft, Variants variants) throws IOException, InterruptedException {
        List<Draft> all = variants.of(draft);
        if (all.size() < 2) {
            return draft;
        }
        List<Tally> tallies = new ArrayList<>();
        int best = 0;
        for (Draft each : all) {
            tallies.add(tally(trials.of(each)));
            if (tallies.getLast().isBetterThan(tallies.get(best))) {
                best = tallies.size() - 1;
            }
        }
        Tally found = tallies.get(best);
        boolean alone = true;
        for (int i = 0; i < tallies.size(); i++) {
            alone &= i == best || found.isBetterThan(tallies.get(i));
        }
        if (found.right() * 2 < found.of() || (best == 0 && !alone)) {
            return draft; // what does not work, or makes no difference, tells nothing
        }
        String why =
                "with this %s the answers to %s samples are what their folders are called, otherwise to %s"
                        .formatted(variants.written(), found, others(tallies, best));
        Draft chosen = new Draft(draft).withdraw(variants.keys().toArray(new String[0]));
        for (Map.Entry<String, Object> each : all.get(best).section("input").entrySet()) {
            String key = "input." + each.getKey();
            Optional<Inferred> before = draft.of(key);
            boolean changed = !before.map(Inferred::value).equals(Optional.of(each.getValue()));
            if (changed || variants.keys().contains(key)) {
                chosen.change(key, each.getValue(), Ground.TRIED, why);
            }
        }
        return chosen;
    }

    private static String others(List<Tally> tallies, int best) {
        List<Tally> others = new ArrayList<>(tallies);
        others.remove(best);
        return others.stream()
                .map(tally -> String.valueOf(tally.right()))
                .collect(Collectors.joining(", "));
    }

    private Tally tally(Trial trial) throws IOException, InterruptedException {
        Tally tally = Tally.NONE;
        for (Sample sample : samples) {
            try {
                Answer answer = trial.of(sample);
                boolean right = sample.label().equals(Optional.of(answer.label()));
                tally = tally.plus(right, answer.confidence());
            } catch (ModelFailure e) {
                tally = tally.plus(false, 0);
            }
        }
        return tally;
    }
}
