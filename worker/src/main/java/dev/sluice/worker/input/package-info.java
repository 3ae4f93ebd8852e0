/** What an upload may be, and how it is read; one package for each kind. */
@NullMarked
package dev.sluice.worker.input;

import org.jspecify.annotations.NullMarked;
