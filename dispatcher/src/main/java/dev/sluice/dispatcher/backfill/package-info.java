/** Uploads that nothing is done with are found and sent again (RULES 6). */
@NullMarked
package dev.sluice.dispatcher.backfill;

import org.jspecify.annotations.NullMarked;
