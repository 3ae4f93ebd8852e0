@NullMarked
package dev.sluice.shared.aws;

import org.jspecify.annotations.NullMarked;
