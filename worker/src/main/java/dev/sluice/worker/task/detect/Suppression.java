package dev.sluice.worker.task.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Non-maximum suppression, greedily: a box goes that overlaps a better one.
 *
 * @param overlap intersection over union above which it goes; 1 keeps all
 * @param across whether the better one may be of another class
 * @param most boxes in all, the best
 */
record Suppression(double overlap, boolean across, int most) {
    /**
     * What stays, the best first. Each box is compared with those that stay, {@code most} at most.
     */
    List<Candidate> best(List<Candidate> candidates) {
        List<Candidate> sorted = new ArrayList<>(candidates);
        sorted.sort(Comparator.comparingDouble((Candidate it) -> -it.score()));
        List<Candidate> best = new ArrayList<>();
        for (Candidate candidate : sorted) {
            if (best.size() == most) {
                break;
            }
            if (overlap >= 1 || best.stream().noneMatch(better -> hides(better, candidate))) {
                best.add(candidate);
            }
        }
        return best;
    }

    private boolean hides(Candidate better, Candidate candidate) {
        return (across || better.label() == candidate.label())
                && better.edges().overlap(candidate.edges()) > overlap;
    }
}
