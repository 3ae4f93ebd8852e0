package dev.sluice.ops.deploy.template;

import java.nio.file.Path;
import java.util.List;

/**
 * Files that must lie in the asset bucket before the fleet's stack is made. Their keys carry their
 * digests, so what is there need not be sent again, and a change changes the template.
 *
 * @param all in any order
 * @param dispatcher key of the dispatcher's ZIP
 * @param models prefix of the models, without a slash at its end
 */
public record Assets(List<Asset> all, String dispatcher, String models) {
    public Assets {
        all = List.copyOf(all);
    }

    /**
     * @param file on this machine
     * @param key in the asset bucket
     * @param sha256 64 hexadecimal digits
     * @param bytes its length
     */
    public record Asset(Path file, String key, String sha256, long bytes) {}
}
