@NullMarked
package dev.sluice.worker.task;

import org.jspecify.annotations.NullMarked;
