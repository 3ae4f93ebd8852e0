/** The worker program: queue → result. */
@NullMarked
package dev.sluice.worker;

import org.jspecify.annotations.NullMarked;
