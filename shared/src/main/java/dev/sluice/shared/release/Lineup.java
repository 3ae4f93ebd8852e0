package dev.sluice.shared.release;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which releases of a pipeline do what. A release is named by its version; the short form in {@code
 * pipeline.yaml}, whatever its version, by nothing.
 *
 * @param live what customers get
 * @param past those that were live before, the last one last; the short form is the empty name
 * @param canary tried on some customers
 * @param shadow tried beside the live one, never shown
 * @param withdrawn those that nobody gets any more, not even jobs that name them
 * @param note why the last trial ended by itself; empty if none did
 */
public record Lineup(
        Live live,
        List<String> past,
        Optional<Trial> canary,
        Optional<Trial> shadow,
        List<String> withdrawn,
        String note) {
    /** Before anybody changed anything: the short form. */
    public static final Lineup FIRST =
            new Lineup(
                    new Live(Optional.empty(), Optional.empty(), Instant.EPOCH),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    "");

    private static final int REMEMBERED = 20;

    /**
     * What is live.
     *
     * @param before what is until then, so that workers load the new one in time
     */
    public record Live(Optional<String> version, Optional<String> before, Instant from) {
        public Optional<String> at(Instant now) {
            return now.isBefore(from) ? before : version;
        }
    }

    public Lineup {
        past = List.copyOf(past);
        withdrawn = List.copyOf(withdrawn);
    }

    /** Makes a release live, and ends its trials. */
    public Lineup promoted(Optional<String> version, Instant now, Instant from) {
        List<String> all = new ArrayList<>(past);
        all.add(live.version().orElse(""));
        return new Lineup(
                new Live(version, live.at(now), from),
                all.subList(Math.max(0, all.size() - REMEMBERED), all.size()),
                canary.filter(trial -> !version.equals(Optional.of(trial.version()))),
                shadow.filter(trial -> !version.equals(Optional.of(trial.version()))),
                without(version.orElse("")),
                "");
    }

    /**
     * Makes the one live that was before, at once, and withdraws the one that is. Ends the canary,
     * too.
     *
     * @throws IllegalStateException if there was none before
     */
    public Lineup rolledBack(Instant now) {
        if (past.isEmpty()) {
            throw new IllegalStateException("there was none before");
        }
        Optional<String> last = Optional.of(past.getLast()).filter(name -> !name.isEmpty());
        Lineup ended = canaryEnded("");
        List<String> all = new ArrayList<>(ended.without(last.orElse("")));
        live.version().filter(version -> !Optional.of(version).equals(last)).ifPresent(all::add);
        return new Lineup(
                new Live(last, last, now),
                past.subList(0, past.size() - 1),
                Optional.empty(),
                shadow,
                all,
                "");
    }

    /** Tries a release on some customers, in the place of one that was tried so. */
    public Lineup withCanary(Trial trial) {
        return new Lineup(live, past, Optional.of(trial), shadow, without(trial.version()), "");
    }

    /**
     * Ends the canary and withdraws its release: its customers get the live one again.
     *
     * @param why if it ended by itself
     */
    public Lineup canaryEnded(String why) {
        List<String> all = new ArrayList<>(withdrawn);
        canary.map(Trial::version)
                .filter(version -> !live.version().equals(Optional.of(version)))
                .ifPresent(all::add);
        return new Lineup(live, past, Optional.empty(), shadow, all, why);
    }

    /** Tries a release beside the live one, in the place of one that was tried so. */
    public Lineup withShadow(Trial trial) {
        return new Lineup(live, past, canary, Optional.of(trial), withdrawn, "");
    }

    /**
     * Ends the shadow.
     *
     * @param why if it ended by itself
     */
    public Lineup shadowEnded(String why) {
        return new Lineup(live, past, canary, Optional.empty(), withdrawn, why);
    }

    private List<String> without(String version) {
        return withdrawn.stream().filter(each -> !each.equals(version)).toList();
    }

    /**
     * The release that a customer's jobs are to be done with.
     *
     * @param shortForm the version of the short form
     */
    public String pinned(String pipeline, String customerID, Instant now, String shortForm) {
        return canary.filter(trial -> trial.takes(pipeline, customerID))
                .map(Trial::version)
                .orElseGet(() -> live.at(now).orElse(shortForm));
    }

    /**
     * What is live, then what was before, the last one first, then the short form: to begin with,
     * where the first of them cannot be had. One alone before anybody changed anything.
     */
    public List<Optional<String>> standIns(Instant now) {
        Set<Optional<String>> all = new LinkedHashSet<>();
        all.add(live.at(now));
        past.reversed().stream()
                .filter(version -> !withdrawn.contains(version))
                .forEach(version -> all.add(Optional.of(version).filter(v -> !v.isEmpty())));
        all.add(Optional.empty());
        return List.copyOf(all);
    }

    /** What a worker should have loaded: what is live, is about to be, or is tried. */
    public Set<Optional<String>> wanted(Instant now) {
        Set<Optional<String>> wanted = new LinkedHashSet<>();
        wanted.add(live.at(now));
        wanted.add(live.version());
        canary.map(Trial::version).map(Optional::of).ifPresent(wanted::add);
        shadow.map(Trial::version).map(Optional::of).ifPresent(wanted::add);
        return wanted;
    }
}
