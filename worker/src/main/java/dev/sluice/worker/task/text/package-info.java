/** What a text says of how its writer feels. */
@NullMarked
package dev.sluice.worker.task.text;

import org.jspecify.annotations.NullMarked;
