package dev.sluice.worker.task.faces;

import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.ItemKey;
import dev.sluice.shared.vector.VectorItem;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.faces.Recognizer.Known;
import dev.sluice.worker.task.faces.Recognizer.Seen;

import org.bytedeco.opencv.opencv_core.Mat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the faces of a picture into a collection, and forgets them when the picture is gone. They
 * are durable before the row says that it is completed, and count only while it does.
 */
final class IndexTask implements Task<Picture> {
    private final Reader<Picture> pictures;
    private final Recognizer recognizer;
    private final Gallery gallery;
    private final Keeping keeping;

    /**
     * How faces are kept.
     *
     * @param version of the model that makes the vectors
     * @param most faces of a picture
     * @param retention how long they are kept
     */
    record Keeping(String version, int most, Duration retention) {
        /** As the contract has it. */
        static final int MOST_FACES = 20;
    }

    IndexTask(Reader<Picture> pictures, Recognizer recognizer, Gallery gallery, Keeping keeping) {
        this.pictures = pictures;
        this.recognizer = recognizer;
        this.gallery = gallery;
        this.keeping = keeping;
    }

    @Override
    public Reader<Picture> reader() {
        return pictures;
    }

    @Override
    public boolean onlyAnswers() {
        return false;
    }

    @Override
    public Finding run(Picture picture, Context job) throws Exception {
        int most;
        try {
            most =
                    new Asked(job.metadata())
                            .integer("max_faces", keeping.most(), 1, Keeping.MOST_FACES);
        } catch (Asked.Wrong e) {
            gallery.forget(key(job), job.generation());
            return new Finding.Refused(e.reason());
        }
        Seen seen = recognizer.see(picture.pixels(), most, job);
        if (seen.known().isEmpty()) {
            // what an earlier picture under this key showed is not here any more
            gallery.forget(key(job), job.generation());
            return new Finding.Refused(FaceJson.none(seen));
        }
        VectorItem item =
                new VectorItem(
                        key(job),
                        job.generation(),
                        keeping.version(),
                        seen.known().stream().map(Known::vector).toList());
        gallery.keep(item, keeping.retention());
        return new Finding.Found(result(item, seen, picture.pixels()));
    }

    private static ItemKey key(Context job) {
        return new ItemKey(Keys.collection(job), Keys.picture(job));
    }

    private static Result result(VectorItem item, Seen seen, Mat picture) {
        ItemKey key = item.key();
        List<Map<String, Object>> records = new ArrayList<>();
        for (int i = 0; i < seen.known().size(); i++) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("face_id", FaceJson.id(key, item.generation(), i));
            json.putAll(FaceJson.face(seen.known().get(i).face(), picture));
            json.put("image_key", key.item());
            records.add(json);
        }
        CollectionKey collection = key.collection();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("method", FaceJson.METHOD);
        document.put("note", FaceJson.NOTE);
        document.put("collection_id", collection.collectionID());
        document.put("face_records", records);
        document.put("unfit_faces", FaceJson.unfit(seen.unfit(), picture));
        document.put("faces_left_out", seen.more());
        int faces = records.size();
        return new Result(
                faces == 1 ? "1 face" : faces + " faces",
                document,
                Map.of("faces", faces, "unfit_faces", seen.unfit().size()));
    }

    @Override
    public void forget(Context job) {
        gallery.forget(key(job), job.generation());
    }

    @Override
    public void close() {
        gallery.close();
    }
}
