/**
 * The whole path, tested through the real protocols: PutObject in, results and rows out. Endpoints
 * come from the environment where it names them, else emulators are started, for two tests side by
 * side.
 */
@NullMarked
package dev.sluice.e2e;

import org.jspecify.annotations.NullMarked;
