/** What one recording, text or face says of how somebody feels. */
@NullMarked
package dev.sluice.worker.task.affect;

import org.jspecify.annotations.NullMarked;
