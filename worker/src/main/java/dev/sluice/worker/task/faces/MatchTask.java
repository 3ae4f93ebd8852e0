package dev.sluice.worker.task.faces;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.pipeline.KeyPattern;
import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.ItemKey;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.faces.Recognizer.Known;
import dev.sluice.worker.task.faces.Recognizer.Seen;
import dev.sluice.worker.vector.VectorIndex.Hit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds the faces of a collection that are most like the largest face of a picture. The picture's
 * own faces are kept nowhere.
 */
final class MatchTask implements Task<Picture> {
    /** Matches of one picture. */
    static final int MOST = 100;

    /** How many are asked of the index where so many are wanted: some do not count any more. */
    private static final int SPARE = 4;

    /** Of the index, for one picture. */
    private static final int MOST_ASKED = 2000;

    private final Reader<Picture> pictures;
    private final Recognizer recognizer;
    private final Gallery gallery;
    private final Search search;

    /**
     * What is looked for.
     *
     * @param version of the model that makes the vectors
     * @param threshold least similarity
     * @param most matches
     * @param row the sort key of an indexed picture's row
     */
    record Search(String version, double threshold, int most, KeyPattern row) {}

    MatchTask(Reader<Picture> pictures, Recognizer recognizer, Gallery gallery, Search search) {
        this.pictures = pictures;
        this.recognizer = recognizer;
        this.gallery = gallery;
        this.search = search;
    }

    @Override
    public Reader<Picture> reader() {
        return pictures;
    }

    @Override
    public Finding run(Picture picture, Context job) throws Exception {
        double threshold;
        int most;
        try {
            Asked asked = new Asked(job.metadata());
            threshold = asked.number("threshold", search.threshold(), 0, 1);
            most = asked.integer("max_matches", search.most(), 1, MOST);
        } catch (Asked.Wrong e) {
            return new Finding.Refused(e.reason());
        }
        Seen seen = recognizer.see(picture.pixels(), 1, job);
        if (seen.known().isEmpty()) {
            return new Finding.Refused(FaceJson.none(seen));
        }
        Known face = seen.known().getFirst();
        List<Hit> matches = matches(Keys.collection(job), face.vector(), threshold, most);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("method", FaceJson.METHOD);
        document.put("note", FaceJson.NOTE);
        document.put("collection_id", Keys.collection(job).collectionID());
        document.put("threshold", threshold);
        document.put("searched_face", FaceJson.face(face.face(), picture.pixels()));
        document.put("face_matches", matches.stream().map(MatchTask::json).toList());
        return new Finding.Found(
                new Result(headline(matches), document, Map.of("matches", matches.size())));
    }

    /** Those that are alike enough and count, the most alike first. */
    private List<Hit> matches(
            CollectionKey collection, float[] vector, double threshold, int most) {
        int asked = SPARE * most;
        while (true) {
            List<Hit> hits =
                    gallery.nearest(collection, search.version(), vector, asked).stream()
                            .filter(hit -> similarity(hit) >= threshold)
                            .toList();
            List<Hit> counting = counting(hits);
            if (counting.size() >= most || hits.size() < asked || asked >= MOST_ASKED) {
                return counting.subList(0, Math.min(most, counting.size()));
            }
            asked = Math.min(SPARE * asked, MOST_ASKED);
        }
    }

    /** An entry counts only while its row has its generation (RULES 4). */
    private List<Hit> counting(List<Hit> hits) {
        Map<ItemKey, String> rows = new HashMap<>();
        for (Hit hit : hits) {
            Map<String, String> ids = new HashMap<>();
            ids.put(Keys.COLLECTION, hit.key().collection().collectionID());
            ids.put(Keys.PICTURE, hit.key().item());
            rows.put(hit.key(), search.row().render(ids));
        }
        Map<ItemKey, Generation> standing = gallery.standing(rows);
        List<Hit> counting = new ArrayList<>();
        for (Hit hit : hits) {
            if (hit.generation().equals(standing.get(hit.key()))) {
                counting.add(hit);
            }
        }
        return counting;
    }

    private static double similarity(Hit hit) {
        return Math.clamp((hit.cosine() + 1) / 2, 0, 1);
    }

    private static Map<String, Object> json(Hit hit) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("face_id", FaceJson.id(hit.key(), hit.generation(), hit.number()));
        json.put("similarity", FaceJson.rounded(similarity(hit)));
        json.put("image_key", hit.key().item());
        return json;
    }

    private static String headline(List<Hit> matches) {
        return matches.isEmpty()
                ? "no match"
                : String.format(
                        Locale.ROOT,
                        "%d %s, best %.4f",
                        matches.size(),
                        matches.size() == 1 ? "match" : "matches",
                        similarity(matches.getFirst()));
    }

    @Override
    public void close() {
        gallery.close();
    }
}
