@NullMarked
package dev.sluice.shared.job;

import org.jspecify.annotations.NullMarked;
