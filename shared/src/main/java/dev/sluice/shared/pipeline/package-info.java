@NullMarked
package dev.sluice.shared.pipeline;

import org.jspecify.annotations.NullMarked;
