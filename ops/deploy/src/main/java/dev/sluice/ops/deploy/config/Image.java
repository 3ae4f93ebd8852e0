package dev.sluice.ops.deploy.config;

import java.util.Optional;

/**
 * What workers run.
 *
 * @param tag in the fleet's own repository, to which {@code -gpu} or {@code -cpu} is added
 * @param elsewhere an image's address, if it is in another repository; then for all pools
 */
public record Image(String tag, Optional<String> elsewhere) {}
