@NullMarked
package dev.sluice.worker.input.picture;

import org.jspecify.annotations.NullMarked;
