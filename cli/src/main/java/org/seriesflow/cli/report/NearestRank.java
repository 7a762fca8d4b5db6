package org.seriesflow.cli.report;

/** Percentiles by nearest rank: each is one of the values. */
public final class NearestRank {
  private NearestRank() {}

  /**
   * The value that so large a share of all does not exceed, to a tenth.
   *
   * @param sorted ascending, at least one
   * @param share above 0, up to 1
   */
  public static double of(double[] sorted, double share) {
    int at = (int) Math.ceil(share * sorted.length) - 1;
    return Math.round(sorted[at] * 10) / 10.0;
  }
}
