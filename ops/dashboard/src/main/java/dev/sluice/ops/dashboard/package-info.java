/** The page on which people see a fleet: what it reads, what it may change, how it is served. */
@NullMarked
package dev.sluice.ops.dashboard;

import org.jspecify.annotations.NullMarked;
