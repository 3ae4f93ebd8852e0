package dev.sluice.worker.task.detect;

/**
 * A box that a network proposes.
 *
 * @param label index of its class
 * @param score 0 to 1
 * @param edges in pixels of the network's frame; they may lie outside
 */
record Candidate(int label, float score, Edges edges) {}
