package org.seriesflow.e2e;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.seriesflow.cli.report.RunReport;
import org.seriesflow.cli.report.SeriesResult;

/** Results by series. */
final class Outcomes {
  private Outcomes() {}

  static Map<String, SeriesResult> bySeries(RunReport report) {
    return report.series().stream()
        .collect(Collectors.toMap(SeriesResult::seriesInstanceUid, Function.identity()));
  }

  /** Status and reason code, as in {@code SKIPPED TOO_FEW_SLICES}. */
  static String of(SeriesResult result) {
    return result.status() + (result.reasonCode() == null ? "" : " " + result.reasonCode());
  }
}
