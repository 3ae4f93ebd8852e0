package dev.sluice.worker.task.voice;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.Undecodable;
import dev.sluice.worker.input.sound.Sound;
import dev.sluice.worker.input.sound.SoundLimits;
import dev.sluice.worker.input.sound.Sounds;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.Model;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.TaskFactory;
import dev.sluice.worker.task.WarmUp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Valence and arousal of a voice, from loudness and brightness of the speech that silero-vad finds
 * in a recording. A recording is gone through block by block, so hours of it need no more memory.
 *
 * @param model silero-vad's name in the pipeline
 */
public record VoiceTask(Sounds sounds, String model, Cpu cpu) implements Task<Sound> {
    /** What results call it. */
    public static final String METHOD = "silero-vad, RMS and spectral centroid";

    /** Windows in a block: 9.6 s. */
    static final int BLOCK = 300;

    /** Shorter than this it is no speech: a fifth of a second. */
    private static final double LEAST_SPEECH = 0.2;

    /** Blocks after which somebody may want to know how far it is: five minutes. */
    private static final int OFTEN = 32;

    /** The {@link TaskFactory} of {@code task: voice}. */
    public static TaskFactory.Made make(
            Pipeline pipeline, Graphs models, Cpu cpu, Problems problems) {
        Section limits = pipeline.limits(problems);
        SoundLimits read = SoundLimits.read(limits);
        limits.done();
        pipeline.options(problems).done();
        pipeline.input(problems).done();
        String model = models.first().getKey();
        return new TaskFactory.Made(
                new VoiceTask(new Sounds(read), model, cpu), Map.of(model, warmUp()));
    }

    /** What silero-vad is warmed up with. */
    public static WarmUp warmUp() {
        return new WarmUp(Listening.OUTPUTS, Listening.hum(16));
    }

    @Override
    public Reader<Sound> reader() {
        return sounds;
    }

    @Override
    public Finding run(Sound sound, Context job) throws Exception {
        try {
            return finding(heard(sound, job));
        } catch (Undecodable e) {
            return new Finding.Refused(e.reason());
        }
    }

    private Voice heard(Sound sound, Context job) throws Exception {
        Model detector = job.model(model);
        Listening listening = new Listening(BLOCK);
        float[] block = new float[BLOCK * Listening.WINDOW];
        for (int blocks = 1; ; blocks++) {
            int[] read = new int[1];
            Map<String, Tensor> windows =
                    cpu.run(
                            () -> {
                                read[0] = sound.read(block);
                                return listening.hear(block, read[0]);
                            });
            boolean last = read[0] < block.length;
            if (read[0] < Listening.WINDOW) {
                detector.lastCall(List.of());
                return cpu.run(listening::end);
            }
            Map<String, Tensor> answer =
                    (last ? detector.lastCall(List.of(windows)) : detector.call(List.of(windows)))
                            .getFirst();
            cpu.run(
                    () -> {
                        listening.understand(answer);
                        return answer;
                    });
            if (last) {
                return cpu.run(listening::end);
            }
            if (blocks % OFTEN == 0) {
                double done = Math.min(1, blocks * BLOCK * 0.032 / sound.seconds());
                job.progress().report(Map.of("done", Math.round(done * 100) / 100.0));
            }
        }
    }

    private static Finding finding(Voice voice) {
        if (voice.all().seconds() * Sound.RATE < Listening.WINDOW) {
            return refused(
                    "too-short",
                    String.format(
                            Locale.ROOT,
                            "The recording lasts %.0f ms, too short for a word; record a sentence"
                                    + " and upload it.",
                            voice.all().seconds() * 1000));
        }
        if (voice.speech().seconds() < LEAST_SPEECH) {
            return refused(
                    "no-speech",
                    String.format(
                            Locale.ROOT,
                            "Nobody was heard to speak in this recording of %.1f s; record a voice,"
                                    + " without music, and upload it.",
                            voice.all().seconds()));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("method", METHOD);
        document.put("voice", voice.toJson());
        return new Finding.Found(new Result(headline(voice), document, voice.summary()));
    }

    private static Finding refused(String code, String sentence) {
        return new Finding.Refused(new FailureReason(code, sentence));
    }

    private static String headline(Voice voice) {
        return String.format(
                Locale.ROOT,
                "valence %.2f, arousal %.2f of %.1f s of speech",
                voice.affect().valence(),
                voice.affect().arousal(),
                voice.speech().seconds());
    }
}
