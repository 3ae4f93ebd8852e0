/**
 * {@code worker}, {@code dispatcher}, {@code dashboard} and {@code provision}: what runs on AWS,
 * against what the environment names.
 */
@NullMarked
package dev.sluice.ops.cli.program;

import org.jspecify.annotations.NullMarked;
