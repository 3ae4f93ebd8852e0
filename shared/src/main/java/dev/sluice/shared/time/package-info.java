@NullMarked
package dev.sluice.shared.time;

import org.jspecify.annotations.NullMarked;
