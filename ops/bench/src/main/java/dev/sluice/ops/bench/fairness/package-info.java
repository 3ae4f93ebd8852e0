/**
 * What one customer's flood does to the others: the worker's own lane on a simulated queue,
 * simulated stores and a simulated model.
 */
@NullMarked
package dev.sluice.ops.bench.fairness;

import org.jspecify.annotations.NullMarked;
