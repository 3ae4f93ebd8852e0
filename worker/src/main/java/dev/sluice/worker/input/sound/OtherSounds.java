package dev.sluice.worker.input.sound;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Formats that are known and not read, by their first bytes: a reason must be true. */
final class OtherSounds {
    private static final Map<String, String> BEGINNINGS = new LinkedHashMap<>();

    static {
        BEGINNINGS.put("fLaC", "a FLAC recording");
        BEGINNINGS.put("OggS", "an Ogg recording (Vorbis or Opus)");
        BEGINNINGS.put("FORM", "an AIFF recording");
        BEGINNINGS.put("#!AMR", "an AMR recording");
        BEGINNINGS.put(".snd", "an AU recording");
        BEGINNINGS.put("caff", "a Core Audio recording");
        BEGINNINGS.put("RIFX", "a WAV in big-endian order (RIFX)");
        BEGINNINGS.put("riff", "a Wave64 recording");
        BEGINNINGS.put("MAC ", "a Monkey's Audio recording");
        BEGINNINGS.put("wvpk", "a WavPack recording");
        BEGINNINGS.put("\u001AE\u00DF\u00A3", "a Matroska or WebM recording");
        BEGINNINGS.put("0&\u00B2u", "a Windows Media recording");
        BEGINNINGS.put("\u00FF\u00D8\u00FF", "a JPEG picture");
        BEGINNINGS.put("\u0089PNG", "a PNG picture");
        BEGINNINGS.put("%PDF-", "a PDF document");
        BEGINNINGS.put("PK\3\4", "a ZIP archive");
    }

    private OtherSounds() {}

    /** Such as "a FLAC recording". */
    static Optional<String> name(byte[] file) {
        String start = new String(file, 0, Math.min(16, file.length), StandardCharsets.ISO_8859_1);
        if (start.startsWith("ftyp", 4)) {
            return Optional.of("an MP4 file (AAC, M4A)");
        }
        // AAC's frames begin as MP3's do, with layer 0
        if (file.length > 1 && (file[0] & 0xFF) == 0xFF && (file[1] & 0xF6) == 0xF0) {
            return Optional.of("an AAC recording");
        }
        return BEGINNINGS.entrySet().stream()
                .filter(each -> start.startsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
