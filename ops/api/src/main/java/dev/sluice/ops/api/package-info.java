/** HTTP for callers who do not speak S3: it signs uploads and reads rows, and nothing else. */
@NullMarked
package dev.sluice.ops.api;

import org.jspecify.annotations.NullMarked;
