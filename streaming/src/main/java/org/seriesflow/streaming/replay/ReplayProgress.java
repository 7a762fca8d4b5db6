package org.seriesflow.streaming.replay;

/**
 * How far the copying of a job is.
 *
 * @param done offsets passed, of all partitions together
 * @param total offsets of the job
 */
public record ReplayProgress(long done, long total, ReplayCounts counts) {}
