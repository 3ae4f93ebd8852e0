/** What the programs of stages have in common: how they are called, and how they answer. */
@NullMarked
package dev.sluice.worker.task.splats.stage;

import org.jspecify.annotations.NullMarked;
