/** Jobs that are sent once more, slowly and behind live ones. */
@NullMarked
package dev.sluice.dispatcher.requeue;

import org.jspecify.annotations.NullMarked;
