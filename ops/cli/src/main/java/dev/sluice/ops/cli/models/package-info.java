/** {@code models}: releases of pipelines, and which of them do what. */
@NullMarked
package dev.sluice.ops.cli.models;

import org.jspecify.annotations.NullMarked;
