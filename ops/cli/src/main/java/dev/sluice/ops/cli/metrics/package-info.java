/** Dashboards and documents that are made from the list of what is measured. */
@NullMarked
package dev.sluice.ops.cli.metrics;

import org.jspecify.annotations.NullMarked;
