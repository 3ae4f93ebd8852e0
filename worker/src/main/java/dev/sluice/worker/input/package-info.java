@NullMarked
package dev.sluice.worker.input;

import org.jspecify.annotations.NullMarked;
