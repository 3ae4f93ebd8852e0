/**
 * Pictures to try things with: real photos, physically generated micrographs, and files that are
 * odd or broken on purpose. The demonstration uses the first two; the third serves the tests of the
 * worker and the dispatcher.
 */
@NullMarked
package dev.sluice.ops.local.samples;

import org.jspecify.annotations.NullMarked;
