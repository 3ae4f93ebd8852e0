@NullMarked
package dev.sluice.shared.config;

import org.jspecify.annotations.NullMarked;
