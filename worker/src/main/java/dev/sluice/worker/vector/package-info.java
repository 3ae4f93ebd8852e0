/** Which vectors are like a given one: the port, and the index that each worker keeps. */
@NullMarked
package dev.sluice.worker.vector;

import org.jspecify.annotations.NullMarked;
