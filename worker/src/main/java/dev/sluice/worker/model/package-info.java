@NullMarked
package dev.sluice.worker.model;

import org.jspecify.annotations.NullMarked;
