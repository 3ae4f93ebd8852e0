/** Upload events become rows and jobs. One core, two ways in: a polling process, and Lambda. */
@NullMarked
package dev.sluice.dispatcher;

import org.jspecify.annotations.NullMarked;
