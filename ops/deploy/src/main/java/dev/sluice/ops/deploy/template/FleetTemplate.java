package dev.sluice.ops.deploy.template;

import java.util.List;
import java.util.Map;

/**
 * The stacks of a fleet. {@code NAME-assets} comes first: a bucket for {@link Assets} and a
 * repository for images. {@code NAME} is everything else, and may be made once the assets are
 * there.
 */
public final class FleetTemplate {
    private final Deployment deployment;
    private final Assets assets;

    public FleetTemplate(Deployment deployment, Assets assets) {
        this.deployment = deployment;
        this.assets = assets;
    }

    /**
     * Where assets and images go. Its outputs: {@code AssetBucket} (a name), {@code
     * ImageRepository} (as docker wants it).
     */
    public Template forAssets() {
        return new Template(deployment.config().name() + "-assets", Map.of(), new Bill(List.of()));
    }

    /**
     * The fleet. Its outputs: {@code UploadBucket}, {@code ResultBucket}, {@code RowTable}, {@code
     * FleetTable}, {@code QueuePrefix} and {@code ModelPath}, which programs have in their
     * environment, and what people look for: {@code Dashboard}, {@code AlarmTopic}, {@code
     * ResultTopic}, {@code CustomerPolicy}.
     */
    public Template fleet() {
        return new Template(deployment.config().name(), Map.of(), new Bill(List.of()));
    }

    /** What {@link #fleet} stands on. */
    public Assets assets() {
        return assets;
    }
}
