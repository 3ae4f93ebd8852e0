/** {@code command}: any program as a stage, held within limits. */
@NullMarked
package dev.sluice.worker.task.command;

import org.jspecify.annotations.NullMarked;
