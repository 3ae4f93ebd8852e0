package dev.sluice.shared.pipeline;

import java.util.regex.Pattern;

/** Endings of names that say that somebody uploaded something to be seen or heard. */
final class MediaExtensions {
    private static final Pattern KNOWN =
            Pattern.compile(
                    "jpe?g|jpe|jfif|mpo|a?png|gif|bmp|dib|webp|hei[cf]s?|hif|avifs?|jxl|jxr|wdp|jp2|j2k|jp[xf]"
                        + "|tiff?|svg|ico|ps[db]|pdf|eps|tga|hdr|exr|p[bgnpa]m|dds|dcm|qoi"
                            // as cameras and microscopes store them
                            + "|dng|cr[23w]|nef|nrw|arw|srf|sr2|orf|raf|rw2|pef|srw|raw|3fr|x3f"
                            + "|czi|lif|nd2|oi[bf]|vsi|svs"
                            + "|mp4|m4v|mov|avi|webm|mkv|mpe?g|wmv|3g[p2]|flv|ogv|m2?ts"
                            + "|wav|mp3|m4a|aac|flac|og[ga]|opus|wma|aiff?|amr",
                    Pattern.CASE_INSENSITIVE);

    private MediaExtensions() {}

    /**
     * @param extension without its dot, in any case
     */
    static boolean contain(String extension) {
        return KNOWN.matcher(extension).matches();
    }
}
