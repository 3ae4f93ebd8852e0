package dev.sluice.worker.input.picture;

import static dev.sluice.worker.input.picture.PictureHeader.starts;
import static dev.sluice.worker.input.picture.PictureHeader.text;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Formats that are known and not read, by their first bytes: a reason must be true. */
final class OtherFormats {
    private OtherFormats() {}

    /** What a file begins with, and what it then is. */
    private record Beginning(String bytes, String name) {}

    /** Bytes in ISO 8859-1; the first that fits. */
    private static final List<Beginning> BEGINNINGS =
            List.of(
                    new Beginning("\u00FF\n", "a JPEG XL picture"),
                    new Beginning("\0\0\0\fJXL \r\n\u0087\n", "a JPEG XL picture"),
                    new Beginning("\0\0\0\fjP  \r\n\u0087\n", "a JPEG 2000 picture"),
                    new Beginning("\u00FFO\u00FFQ", "a JPEG 2000 picture"),
                    new Beginning("II\u00BC", "a JPEG XR picture"),
                    new Beginning("FUJIFILMCCD-RAW", "a camera's raw picture (RAF)"),
                    new Beginning("IIU\0", "a camera's raw picture (RW2)"),
                    new Beginning("IIRO", "a camera's raw picture (ORF)"),
                    new Beginning("IIRS", "a camera's raw picture (ORF)"),
                    new Beginning("MMOR", "a camera's raw picture (ORF)"),
                    new Beginning("II*\0", "a TIFF picture"),
                    new Beginning("MM\0*", "a TIFF picture"),
                    new Beginning("II+\0", "a TIFF picture"),
                    new Beginning("MM\0+", "a TIFF picture"),
                    new Beginning("%PDF-", "a PDF document"),
                    new Beginning("%!PS", "a PostScript document"),
                    new Beginning("8BPS", "a Photoshop document"),
                    new Beginning("\0\0\1\0", "a Windows icon"),
                    new Beginning("v/1\1", "an OpenEXR picture"),
                    new Beginning("#?RADIANCE", "a Radiance picture"),
                    new Beginning("DDS ", "a DirectDraw picture"),
                    new Beginning("qoif", "a QOI picture"),
                    new Beginning("BPG\u00FB", "a BPG picture"),
                    new Beginning("\u008AMNG", "an MNG animation"),
                    new Beginning("\u001AE\u00DF\u00A3", "a Matroska or WebM video"),
                    new Beginning("\0\0\1\u00BA", "an MPEG video"),
                    new Beginning("\0\0\1\u00B3", "an MPEG video"),
                    new Beginning("FLV\1", "a Flash video"),
                    new Beginning("PK\3\4", "a ZIP archive"));

    private static final int LOOKED_AT = 1024;

    /** Such as "a HEIC picture". */
    static Optional<String> name(byte[] file) {
        if (starts(file, 0, 'I', 'I', '*', 0) && text(file, 8, "CR")) {
            return Optional.of("a camera's raw picture (CR2)");
        }
        String start =
                new String(file, 0, Math.min(LOOKED_AT, file.length), StandardCharsets.ISO_8859_1);
        for (Beginning beginning : BEGINNINGS) {
            if (start.startsWith(beginning.bytes())) {
                return Optional.of(beginning.name());
            }
        }
        if (start.startsWith("ftyp", 4)) {
            return Optional.of(media(start));
        }
        if (start.startsWith("RIFF") && start.startsWith("AVI ", 8)) {
            return Optional.of("an AVI video");
        }
        if (start.matches("(?s)P[1-7]\\s.*")) {
            return Optional.of("a PNM picture");
        }
        return start.stripLeading().startsWith("<") && start.contains("<svg")
                ? Optional.of("an SVG drawing")
                : Optional.empty();
    }

    /** By the brands of ISO base media: the major one, then those it is compatible with. */
    private static String media(String start) {
        String brands = start.substring(8, Math.min(start.length(), 48));
        String major = brands.substring(0, Math.min(4, brands.length()));
        return switch (major) {
            case "avif", "avis" -> "an AVIF picture";
            case "heic", "heix", "heim", "heis", "hevc", "hevx" -> "a HEIC picture";
            case "mif1", "mif2", "msf1", "miaf" ->
                    brands.contains("avif")
                            ? "an AVIF picture"
                            : brands.contains("hei") ? "a HEIC picture" : "a HEIF picture";
            case "crx " -> "a camera's raw picture (CR3)";
            case "qt  " -> "a QuickTime video";
            case "M4A ", "M4B " -> "a sound recording";
            default -> "an MP4 video";
        };
    }
}
