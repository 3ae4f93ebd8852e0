package dev.sluice.dispatcher.backfill;

import dev.sluice.dispatcher.backfill.Gaps.Upload;

import java.util.List;

/**
 * How much a backfill has to look at.
 *
 * @param objects in the listing
 * @param uploads of them, in the scope
 * @param results the uploads may have
 */
public record Survey(long objects, long uploads, long results) {
    static final Survey NOTHING = new Survey(0, 0, 0);

    Survey plus(int more, List<Upload> found) {
        int made =
                found.stream()
                        .mapToInt(upload -> 1 + upload.pipeline().output().artifacts().size())
                        .sum();
        return new Survey(objects + more, uploads + found.size(), results + made);
    }
}
