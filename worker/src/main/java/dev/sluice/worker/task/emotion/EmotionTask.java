package dev.sluice.worker.task.emotion;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.job.Parts;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.picture.PictureLimits;
import dev.sluice.worker.input.picture.Pictures;
import dev.sluice.worker.input.sound.SoundLimits;
import dev.sluice.worker.input.sound.Sounds;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.JointTask;
import dev.sluice.worker.task.TaskFactory;
import dev.sluice.worker.task.WarmUp;
import dev.sluice.worker.task.text.TextTask;
import dev.sluice.worker.task.voice.VoiceTask;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How somebody feels, by face, voice and text of one capture: each arrives on its own, and the
 * three are one answer.
 */
public final class EmotionTask implements JointTask<Capture> {
    private static final String VOICE_MODEL = "vad";

    private final FaceTask face;
    private final VoiceTask voice;
    private final TextTask text;

    private EmotionTask(FaceTask face, VoiceTask voice, TextTask text) {
        this.face = face;
        this.voice = voice;
        this.text = text;
    }

    /** The {@link TaskFactory} of {@code task: emotion}. */
    public static TaskFactory.Made make(
            Pipeline pipeline, Graphs models, Cpu cpu, Problems problems) {
        Section options = pipeline.options(problems);
        Section limits = pipeline.limits(problems);
        SoundLimits sound = SoundLimits.read(limits);
        Pictures pictures = new Pictures(PictureLimits.read(limits));
        FaceTask face = FaceTask.of(pictures, models, cpu, problems);
        VoiceTask voice = new VoiceTask(new Sounds(sound), VOICE_MODEL, cpu);
        TextTask text = TextTask.read(pipeline, options, cpu);
        options.done();
        pipeline.input(problems).done();
        Map<String, WarmUp> warmUps = new LinkedHashMap<>(face.warmUps());
        warmUps.put(VOICE_MODEL, VoiceTask.warmUp());
        warmUps.putAll(text.warmUps());
        return new TaskFactory.Made(new EmotionTask(face, voice, text), warmUps);
    }

    @Override
    public Set<String> parts() {
        return Set.copyOf(State.ORDER);
    }

    @Override
    public Reader<Capture> reader(String part) {
        return switch (part) {
            case State.FACE -> Capture.reader(face.reader(), Capture.OfFace::new);
            case State.VOICE -> Capture.reader(voice.reader(), Capture.OfVoice::new);
            case State.TEXT -> Capture.reader(text.reader(), Capture.OfText::new);
            default -> throw new IllegalArgumentException("there is no part " + part);
        };
    }

    @Override
    public Finding run(Capture capture, Context job) throws Exception {
        return switch (capture) {
            case Capture.OfFace(var picture) -> {
                pass(job, VOICE_MODEL, TextTask.EMBEDDING, TextTask.EMOTION);
                yield face.run(picture, job);
            }
            case Capture.OfVoice(var sound) -> {
                pass(job, FaceTask.DETECTOR, FaceTask.EXPRESSION);
                pass(job, TextTask.EMBEDDING, TextTask.EMOTION);
                yield voice.run(sound, job);
            }
            case Capture.OfText(var words) -> {
                pass(job, FaceTask.DETECTOR, FaceTask.EXPRESSION, VOICE_MODEL);
                yield text.run(words, job);
            }
        };
    }

    /** Models that this part does not ask, so that nobody's batch waits for it. */
    private static void pass(Context job, String... models) throws Exception {
        for (String model : models) {
            job.model(model).lastCall(List.of());
        }
    }

    @Override
    public Result joint(Parts parts) {
        return new State(parts).result();
    }
}
