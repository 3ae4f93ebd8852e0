/** What callers can ask for: uploads, and the jobs that come of them. */
@NullMarked
package dev.sluice.ops.api.calls;

import org.jspecify.annotations.NullMarked;
