package dev.sluice.ops.models.trial;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A picture to try a pipeline with.
 *
 * @param label what it shows, by the name of its folder; empty if pictures lie in no folders
 */
public record Sample(Path file, Optional<String> label) {}
