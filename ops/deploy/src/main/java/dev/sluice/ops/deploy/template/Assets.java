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
     * Those of a fleet: the dispatcher's ZIP, and all files beside the pipelines' {@code
     * pipeline.yaml} but hidden ones.
     *
     * @param dispatcher the ZIP that the build leaves, {@code
     *     dispatcher/target/sluice-dispatcher-aws.zip}
     * @throws dev.sluice.shared.config.StartFailure if one cannot be read
     */
    public static Assets of(Deployment deployment, Path dispatcher) {
        return AssetFiles.of(deployment.config().models(), dispatcher);
    }

    /**
     * @param file on this machine
     * @param key in the asset bucket
     * @param sha256 64 hexadecimal digits
     * @param bytes its length
     */
    public record Asset(Path file, String key, String sha256, long bytes) {}
}
