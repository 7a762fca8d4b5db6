/**
 * Side-by-side measurements: whole processes, all sides in one run and by turns, medians and
 * ratios. Benchmarks, never timed tests.
 */
package org.seriesflow.benchmarks;
