/** What a program measures of itself, and who is told: Prometheus when it asks, CloudWatch. */
@NullMarked
package dev.sluice.shared.metrics;

import org.jspecify.annotations.NullMarked;
