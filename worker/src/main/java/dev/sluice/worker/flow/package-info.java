/** One message's way through the worker, and what settling it means. */
@NullMarked
package dev.sluice.worker.flow;

import org.jspecify.annotations.NullMarked;
