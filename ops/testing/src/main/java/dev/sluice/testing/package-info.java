/** What the tests of all modules need; JUnit finds the extensions by itself. */
@NullMarked
package dev.sluice.testing;

import org.jspecify.annotations.NullMarked;
