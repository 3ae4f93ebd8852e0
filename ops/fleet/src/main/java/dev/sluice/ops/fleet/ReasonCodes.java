package dev.sluice.ops.fleet;

import dev.sluice.shared.config.Nearest;

import java.util.Set;
import java.util.TreeSet;

/** The codes of reasons that uploads fail for, as users name them. */
public final class ReasonCodes {
    /** All that dispatcher, workers and shipped tasks give. */
    static final Set<String> KNOWN =
            Set.of(
                    "attempts-exhausted",
                    "bad-parameters",
                    "corrupt-object",
                    "corrupt-picture",
                    "corrupt-sound",
                    "earlier-stage-missing",
                    "empty-object",
                    "empty-sound",
                    "empty-text",
                    "face-cut-off",
                    "face-too-small",
                    "internal",
                    "invalid-id",
                    "invalid-option",
                    "no-background",
                    "no-face",
                    "no-speech",
                    "not-a-zip",
                    "not-a-picture",
                    "not-a-sound",
                    "not-a-text",
                    "object-archived",
                    "object-deleted",
                    "object-encrypted",
                    "photos-unrelated",
                    "program-missing",
                    "refused",
                    "stopped",
                    "superseded",
                    "timeout",
                    "too-costly",
                    "too-few-cameras",
                    "too-few-photos",
                    "too-few-points",
                    "too-long",
                    "too-many-bytes",
                    "too-many-photos",
                    "too-many-pixels",
                    "too-much-disk",
                    "too-much-memory",
                    "too-short",
                    "unfit-face",
                    "unknown-magnification",
                    "unknown-material",
                    "unknown-stage",
                    "unsupported-format",
                    "wrong-encoding",
                    "zip-absolute-name",
                    "zip-bad-name",
                    "zip-damaged",
                    "zip-duplicate-name",
                    "zip-encrypted",
                    "zip-entry-too-large",
                    "zip-link",
                    "zip-method",
                    "zip-nested",
                    "zip-ratio",
                    "zip-too-large",
                    "zip-too-many-entries",
                    "zip-traversal");

    private ReasonCodes() {}

    /**
     * @throws UsageError if it is none; it names the nearest, or all
     */
    public static String checked(String code) {
        if (KNOWN.contains(code)) {
            return code;
        }
        throw new UsageError(
                "there is no reason \"%s\"; %s"
                        .formatted(
                                code,
                                Nearest.to(code, KNOWN)
                                        .map("did you mean \"%s\"?"::formatted)
                                        .orElse(
                                                "there are "
                                                        + String.join(
                                                                ", ", new TreeSet<>(KNOWN)))));
    }
}
