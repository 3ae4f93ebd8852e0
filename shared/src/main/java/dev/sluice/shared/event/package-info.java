@NullMarked
package dev.sluice.shared.event;

import org.jspecify.annotations.NullMarked;
