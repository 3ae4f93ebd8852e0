package dev.sluice.worker.task.detect;

/**
 * An object that was found.
 *
 * @param label name of its class
 * @param index of the class, from 0
 * @param confidence 0 to 1
 * @param edges in pixels of the picture, and within it
 */
record Detection(String label, int index, float confidence, Edges edges) {}
