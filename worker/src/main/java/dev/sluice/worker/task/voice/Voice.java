package dev.sluice.worker.task.voice;

import dev.sluice.worker.task.affect.Affect;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was heard in a recording. The formulas are those of the service that this one replaces, on
 * the speech alone: arousal = (tanh(50 · RMS) + 1) / 2, valence = σ((centroid − 2000) / 2000),
 * confidence = 0.3 + 100 · RMS + min(0.4, seconds / 10), each cut to 0 to 1.
 *
 * @param all of the recording
 * @param speech of what is speech in it, put together
 */
record Voice(Spectrum all, Spectrum speech) {
    Affect affect() {
        double rms = speech.rms();
        return new Affect(
                1 / (1 + Math.exp(-(speech.centroid() - 2000) / 2000)),
                (Math.tanh(50 * rms) + 1) / 2,
                0.3 + 100 * rms + Math.min(0.4, speech.seconds() / 10));
    }

    /** For the document. */
    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>(affect().toJson());
        json.put("source", "voice");
        json.put("speech", toJson(speech));
        json.put("recording", toJson(all));
        return json;
    }

    private static Map<String, Object> toJson(Spectrum heard) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seconds", Math.round(heard.seconds() * 1e3) / 1e3);
        json.put("rms", Math.round(heard.rms() * 1e6) / 1e6);
        json.put("rms_of_all", Math.round(heard.rmsOfAll() * 1e6) / 1e6);
        json.put("spectral_centroid", Math.round(heard.centroid() * 10) / 10.0);
        return json;
    }

    /** For the row. */
    Map<String, Object> summary() {
        Map<String, Object> summary = new LinkedHashMap<>(affect().toJson());
        summary.put("seconds", Math.round(all.seconds() * 10) / 10.0);
        summary.put("speech", Math.round(speech.seconds() * 10) / 10.0);
        return summary;
    }
}
