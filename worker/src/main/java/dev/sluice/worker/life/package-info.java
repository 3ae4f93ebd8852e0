/** The life of a worker, from its start to its end. */
@NullMarked
package dev.sluice.worker.life;

import org.jspecify.annotations.NullMarked;
