package dev.sluice.worker.task.text;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.text.Text;
import dev.sluice.worker.input.text.Texts;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.ModelFailure;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.TaskFactory;
import dev.sluice.worker.task.WarmUp;
import dev.sluice.worker.task.text.Passages.Passage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Emotions, valence and arousal of an English text: MiniLM's vector of each passage through small
 * layers that were trained on GoEmotions and EmoBank.
 */
public final class TextTask implements Task<Text> {
    /** What results call it. */
    public static final String METHOD = "all-MiniLM-L6-v2 and text-emotion (GoEmotions, EmoBank)";

    /** The models' names in a pipeline. */
    public static final String EMBEDDING = "embedding";

    public static final String EMOTION = "text";

    private static final String HIDDEN = "last_hidden_state";
    private static final String VECTOR = "embedding";
    private static final Set<String> ANSWERS = Set.of("emotions", "groups", "affect");
    private static final int WIDTH = 384;

    /** Passages after which other texts have their turn. */
    private static final int AT_A_TIME = 4;

    private final Vocabulary vocabulary;
    private final WordPieces pieces;
    private final TextLabels labels;
    private final Cpu cpu;

    TextTask(Vocabulary vocabulary, TextLabels labels, Cpu cpu) {
        this.vocabulary = vocabulary;
        this.pieces = new WordPieces(vocabulary);
        this.labels = labels;
        this.cpu = cpu;
    }

    /** The {@link TaskFactory} of {@code task: text}. */
    public static TaskFactory.Made make(
            Pipeline pipeline, Graphs models, Cpu cpu, Problems problems) {
        Section options = pipeline.options(problems);
        TextTask task = read(pipeline, options, cpu);
        options.done();
        pipeline.limits(problems).done();
        pipeline.input(problems).done();
        return new TaskFactory.Made(task, task.warmUps());
    }

    /**
     * @param options {@code tokenizer}, of MiniLM in Hugging Face's format, and {@code textLabels}
     */
    public static TextTask read(Pipeline pipeline, Section options, Cpu cpu) {
        String tokenizer = options.text("tokenizer", "all-minilm-l6-v2-q-tokenizer.json");
        String labels = options.text("textLabels", "text-labels.json");
        Vocabulary vocabulary = new Vocabulary(Map.of("[CLS]", 101, "[SEP]", 102, "[UNK]", 100));
        TextLabels read = new TextLabels(List.of(), List.of(), List.of(), List.of());
        try {
            vocabulary = Vocabulary.read(pipeline.folder().resolve(tokenizer));
            if (!vocabulary.has("[CLS]") || !vocabulary.has("[SEP]") || !vocabulary.has("[UNK]")) {
                options.problem("tokenizer", tokenizer + " is not that of a BERT network");
            }
        } catch (IOException e) {
            options.problem("tokenizer", "cannot be read: " + e.getMessage());
        }
        try {
            read = TextLabels.read(pipeline.folder().resolve(labels));
            if (!read.complete()) {
                options.problem(
                        "textLabels", labels + " lacks emotions, groups, affect or thresholds");
            }
        } catch (IOException e) {
            options.problem("textLabels", "cannot be read: " + e.getMessage());
        }
        return new TextTask(vocabulary, read, cpu);
    }

    /** What its models are warmed up with. */
    public Map<String, WarmUp> warmUps() {
        Ids ids = new Ids();
        ids.add(100, true);
        return Map.of(
                EMBEDDING,
                new WarmUp(Set.of(HIDDEN), new Passages(ids, vocabulary).input(new Passage(0, 1))),
                EMOTION,
                new WarmUp(ANSWERS, Map.of(VECTOR, Tensor.floats(new float[WIDTH], WIDTH))));
    }

    @Override
    public Reader<Text> reader() {
        return new Texts();
    }

    @Override
    public Finding run(Text text, Context job) throws Exception {
        record Read(Passages passages, Language language) {}
        Read read =
                cpu.run(
                        () ->
                                new Read(
                                        new Passages(pieces.of(text.content()), vocabulary),
                                        Language.of(text.content(), vocabulary::has)));
        Passages passages = read.passages();
        List<Passage> all = passages.all();
        Mean mean = new Mean(labels, read.language());
        for (int from = 0; from < all.size(); from += AT_A_TIME) {
            List<Passage> some = all.subList(from, Math.min(all.size(), from + AT_A_TIME));
            boolean last = from + AT_A_TIME >= all.size();
            mean.add(some, read(passages, some, job, last));
        }
        Reading reading = mean.reading();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("method", METHOD);
        document.put("text", reading.toJson());
        return new Finding.Found(new Result(headline(reading), document, reading.summary()));
    }

    /** What the network says of some passages. */
    private static List<Map<String, Tensor>> read(
            Passages passages, List<Passage> some, Context job, boolean last) throws Exception {
        List<Map<String, Tensor>> inputs = some.stream().map(passages::input).toList();
        List<Map<String, Tensor>> hidden =
                last ? job.model(EMBEDDING).lastCall(inputs) : job.model(EMBEDDING).call(inputs);
        List<Map<String, Tensor>> vectors = hidden.stream().map(TextTask::vector).toList();
        return last ? job.model(EMOTION).lastCall(vectors) : job.model(EMOTION).call(vectors);
    }

    /** The mean over the pieces, of length 1. */
    private static Map<String, Tensor> vector(Map<String, Tensor> answer) {
        Tensor hidden = answer.get(HIDDEN);
        if (hidden == null) {
            throw new IllegalStateException("the model gave no output " + HIDDEN);
        }
        float[] all = hidden.toFloats();
        if (all.length % WIDTH != 0) {
            throw new IllegalStateException("the model's vectors are not of %d".formatted(WIDTH));
        }
        double[] sum = new double[WIDTH];
        for (int from = 0; from < all.length; from += WIDTH) {
            for (int i = 0; i < WIDTH; i++) {
                sum[i] += all[from + i];
            }
        }
        double squares = 0;
        for (double value : sum) {
            squares += value * value;
        }
        float[] vector = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            vector[i] = (float) (sum[i] / Math.max(1e-12, Math.sqrt(squares)));
        }
        return Map.of(VECTOR, Tensor.floats(vector, WIDTH));
    }

    private static String headline(Reading reading) {
        return String.format(
                Locale.ROOT,
                "%s, valence %.2f, arousal %.2f%s",
                reading.emotion(),
                reading.affect().valence(),
                reading.affect().arousal(),
                reading.language().known() ? "" : " (not English: counts for nothing)");
    }

    /** Adds up what passages say. One thread. */
    private static final class Mean {
        private final TextLabels labels;
        private final Language language;
        private final float[] emotions;
        private final float[] groups;
        private final float[] ratings;
        private long pieces;
        private int passages;

        Mean(TextLabels labels, Language language) {
            this.labels = labels;
            this.language = language;
            this.emotions = new float[labels.emotions().size()];
            this.groups = new float[labels.groups().size()];
            this.ratings = new float[labels.affect().size()];
        }

        void add(List<Passage> some, List<Map<String, Tensor>> answers) throws ModelFailure {
            for (int i = 0; i < some.size(); i++) {
                int weight = some.get(i).pieces();
                add(emotions, answers.get(i).get("emotions"), weight);
                add(groups, answers.get(i).get("groups"), weight);
                add(ratings, answers.get(i).get("affect"), weight);
                pieces += weight;
                passages++;
            }
        }

        private static void add(float[] sums, @Nullable Tensor answer, int weight)
                throws ModelFailure {
            float[] values = answer == null ? new float[0] : answer.toFloats();
            if (values.length != sums.length) {
                String message =
                        "the model answers %d values, and labels name %d"
                                .formatted(values.length, sums.length);
                throw new ModelFailure(message, new IllegalStateException(message));
            }
            for (int i = 0; i < sums.length; i++) {
                sums[i] += weight * values[i];
            }
        }

        Reading reading() {
            for (float[] sums : List.of(emotions, groups, ratings)) {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] /= pieces;
                }
            }
            return new Reading(
                    labels, language, passages, new Reading.Scores(emotions, groups, ratings));
        }
    }
}
