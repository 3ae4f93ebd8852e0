@NullMarked
package dev.sluice.shared.job.rows;

import org.jspecify.annotations.NullMarked;
