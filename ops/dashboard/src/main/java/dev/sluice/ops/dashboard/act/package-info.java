/** What the dashboard changes, each recorded before it is done: retries, uploads, pauses. */
@NullMarked
package dev.sluice.ops.dashboard.act;

import org.jspecify.annotations.NullMarked;
