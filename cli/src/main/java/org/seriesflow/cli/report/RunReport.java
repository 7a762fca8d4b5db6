package org.seriesflow.cli.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * All that a run of the pipeline gave: each series that was taken, each file that was not, and the
 * counts.
 *
 * @param series in the order of their UIDs' first appearance
 */
@JsonPropertyOrder({"series", "refused", "summary"})
public record RunReport(List<SeriesResult> series, List<RefusedFile> refused, Summary summary) {

  /** Stands under every table and in every document. */
  public static final String DISCLAIMER = "research use, not a medical device";

  /** Copies the lists. */
  public RunReport {
    series = List.copyOf(series);
    refused = refused.stream().sorted(Comparator.comparing(RefusedFile::file)).toList();
  }

  /**
   * Counts over a run.
   *
   * @param series series that were taken
   * @param unended of these, how many reached no end (they are counted as failed, too)
   * @param training weakest training among the packages that took part: UNTRAINED, SYNTHETIC or
   *     TRAINED; null where none took part
   * @param syntheticInput true where there are phantoms among the series
   * @param elapsedMillis wall clock from start to end of the run, starts of processes included
   * @param disclaimer always {@link #DISCLAIMER}
   */
  public record Summary(
      int series,
      int predicted,
      int fallback,
      int skipped,
      int failed,
      int unended,
      int refusedFiles,
      String training,
      boolean syntheticInput,
      long elapsedMillis,
      String disclaimer) {}

  /** Counts and puts together; {@code unended} is how many of the failed reached no end at all. */
  public static RunReport of(
      List<SeriesResult> series,
      List<RefusedFile> refused,
      int unended,
      String training,
      long elapsedMillis) {
    ToIntFunction<SeriesStatus> count =
        status -> (int) series.stream().filter(result -> result.status() == status).count();
    var summary =
        new Summary(
            series.size(),
            count.applyAsInt(SeriesStatus.PREDICTED),
            count.applyAsInt(SeriesStatus.FALLBACK),
            count.applyAsInt(SeriesStatus.SKIPPED),
            count.applyAsInt(SeriesStatus.FAILED),
            unended,
            refused.size(),
            training,
            series.stream().anyMatch(result -> result.truth() != null),
            elapsedMillis,
            DISCLAIMER);
    return new RunReport(series, refused, summary);
  }

  /** The same report with the truth beside each result of which it is known. */
  public RunReport withTruths(Function<SeriesResult, Optional<Truth>> truthOf) {
    var known = series.stream().map(r -> truthOf.apply(r).map(r::with).orElse(r)).toList();
    return of(known, refused, summary.unended(), summary.training(), summary.elapsedMillis());
  }
}
