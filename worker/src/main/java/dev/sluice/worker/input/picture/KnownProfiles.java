package dev.sluice.worker.input.picture;

import dev.sluice.worker.input.picture.PictureHeader.Format;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The conversions of the profiles seen last: to make one takes 4 ms of a core, of a table 30, and a
 * fleet's uploads carry the same few. By the digest of what decides about colours.
 */
final class KnownProfiles {
    /**
     * A lattice takes 420 kB of the heap, the largest curves that {@link IccProfile#LARGEST_MATRIX}
     * lets pass 520 kB outside of it.
     */
    private static final int MOST = 32;

    private static final Map<ByteBuffer, ToSrgb> KNOWN =
            new LinkedHashMap<>(MOST, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ByteBuffer, ToSrgb> eldest) {
                    return size() > MOST;
                }
            };

    private KnownProfiles() {}

    /**
     * What makes an upload's colours sRGB. A profile that does not fit its picture counts for none.
     */
    static ToSrgb of(byte[] file, Format format) {
        Optional<EmbeddedProfile> embedded = EmbeddedProfile.of(file, format);
        Optional<IccProfile> profile =
                embedded.flatMap(it -> IccProfile.read(it.icc()))
                        .filter(it -> fits(it.space(), embedded.orElseThrow().channels()));
        return profile.map(KnownProfiles::of).orElse(ToSrgb.NONE);
    }

    /** A grey picture may have a profile for colours. */
    private static boolean fits(String space, int channels) {
        return switch (space) {
            case "RGB " -> channels == 3 || channels == 1;
            case "GRAY" -> channels == 1;
            default -> false;
        };
    }

    private static ToSrgb of(IccProfile profile) {
        ByteBuffer digest = ByteBuffer.wrap(digest(profile.essence()));
        synchronized (KNOWN) {
            ToSrgb known = KNOWN.get(digest);
            if (known != null) {
                return known;
            }
        }
        ToSrgb made = ToSrgb.of(profile); // outside the lock: others need not wait for it
        synchronized (KNOWN) {
            KNOWN.put(digest, made);
        }
        return made;
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
