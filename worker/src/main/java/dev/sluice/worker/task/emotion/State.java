package dev.sluice.worker.task.emotion;

import dev.sluice.shared.job.Parts;
import dev.sluice.shared.job.Parts.Part;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.affect.Affect;
import dev.sluice.worker.task.text.TextTask;
import dev.sluice.worker.task.voice.VoiceTask;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is known of a capture: its parts' answers, as the row keeps them, and their fusion. */
public record State(Parts parts) {
    static final String FACE = "face";
    static final String VOICE = "voice";
    static final String TEXT = "text";

    /** Of documents, and of what decides where two are equally sure. */
    static final List<String> ORDER = List.of(FACE, VOICE, TEXT);

    private static final Map<String, String> METHODS =
            Map.of(
                    FACE, FaceTask.METHOD,
                    VOICE, VoiceTask.METHOD,
                    TEXT, TextTask.METHOD);

    private static final String NOTE =
            "A guess from one picture, recording or text by small models; no medical or"
                    + " psychological finding, and nothing to judge a person by.";

    /** The document, and what the row says of all parts. */
    public Result result() {
        Map<String, Object> document = new LinkedHashMap<>();
        Map<String, Affect> answered = new LinkedHashMap<>();
        Map<String, Object> methods = new LinkedHashMap<>();
        Map<String, Object> members = new LinkedHashMap<>();
        for (String name : ORDER) {
            Optional<Part> part = Optional.ofNullable(parts.byName().get(name));
            part.flatMap(Part::answer)
                    .ifPresent(
                            answer -> {
                                answered.put(name, affect(answer));
                                methods.put(name, METHODS.getOrDefault(name, ""));
                                members.put(name, member(name, answer));
                            });
            part.flatMap(Part::failureReason)
                    .ifPresent(why -> members.put(name, Map.of("failureReason", why)));
        }
        document.put("method", "confidence-weighted mean");
        if (answered.isEmpty()) {
            document.put("status", "failed");
            document.putAll(members);
            return new Result("", document, Map.of());
        }
        Map<String, Object> fused = Fusion.of(answered).toJson();
        document.put("methods", methods);
        document.putAll(fused);
        document.putAll(members);
        document.put("note", NOTE);
        return new Result(headline(fused, answered), document, fused);
    }

    private static Affect affect(Map<String, Object> answer) {
        return new Affect(
                number(answer, Affect.VALENCE),
                number(answer, Affect.AROUSAL),
                number(answer, Affect.CONFIDENCE));
    }

    private static double number(Map<String, Object> answer, String name) {
        return answer.get(name) instanceof Number number ? number.doubleValue() : 0;
    }

    private static Map<String, Object> member(String name, Map<String, Object> answer) {
        Map<String, Object> member = new LinkedHashMap<>();
        for (String first : List.of(Affect.VALENCE, Affect.AROUSAL, Affect.CONFIDENCE)) {
            member.put(first, number(answer, first));
        }
        member.put("source", name);
        answer.entrySet().stream()
                .filter(each -> !member.containsKey(each.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> member.put(each.getKey(), plain(each.getValue())));
        return member;
    }

    /** DynamoDB gives back 2 for 2.0; documents have numbers as they were found. */
    private static Object plain(Object value) {
        return value instanceof BigDecimal number ? number.doubleValue() : value;
    }

    private static String headline(Map<String, Object> fused, Map<String, Affect> answered) {
        return String.format(
                Locale.ROOT,
                "valence %.2f, arousal %.2f by %s",
                number(fused, Affect.VALENCE),
                number(fused, Affect.AROUSAL),
                String.join(", ", answered.keySet()));
    }
}
