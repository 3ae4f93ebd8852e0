/** Failed uploads are sent again (RULES 7). */
@NullMarked
package dev.sluice.dispatcher.redrive;

import org.jspecify.annotations.NullMarked;
