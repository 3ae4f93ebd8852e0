/** Stages of long jobs: their files between S3 and a scratch disk, and what they leave behind. */
@NullMarked
package dev.sluice.worker.stage;

import org.jspecify.annotations.NullMarked;
