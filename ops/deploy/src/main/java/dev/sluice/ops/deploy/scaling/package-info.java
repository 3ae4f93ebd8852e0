/** How a pool of workers grows and shrinks: what is deployed, and what the simulator replays. */
@NullMarked
package dev.sluice.ops.deploy.scaling;

import org.jspecify.annotations.NullMarked;
