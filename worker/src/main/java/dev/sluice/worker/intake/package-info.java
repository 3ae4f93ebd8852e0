@NullMarked
package dev.sluice.worker.intake;

import org.jspecify.annotations.NullMarked;
