package dev.sluice.ops.deploy.stack;

import dev.sluice.ops.deploy.template.Assets.Asset;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A fleet as it shall be.
 *
 * @param assets the stack of bucket and image repository, which comes first
 * @param fleet everything else; parameters of it that are outputs of {@code assets} are filled in
 * @param files go into the bucket in between
 * @param shift the part of the events, 0 to 1, that a new version of the dispatcher gets; empty:
 *     all, at once
 */
public record Wanted(Desired assets, Desired fleet, List<Asset> files, OptionalDouble shift) {
    public Wanted {
        files = List.copyOf(files);
    }
}
