package org.seriesflow.cli.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.seriesflow.benchmarks.NormaliseBenchmark;
import org.seriesflow.cli.report.Report;
import org.seriesflow.cli.report.TextTable;
import org.seriesflow.cli.report.TextTable.Column;

/**
 * What {@code bench normalise} gave.
 *
 * @param benchmark its name
 * @param machine processors, JDK and system
 * @param entries one a series
 * @param goals which goal was met: its sentence and yes or no
 */
record NormaliseReport(
    String benchmark, Map<String, String> machine, List<Entry> entries, Map<String, Boolean> goals)
    implements Report {
  private static final int LARGE = 100;
  private static final double TIMES_DICOM2NIFTI = 10;

  /**
   * One series.
   *
   * @param medianMillis by side, for those that could convert it
   * @param ratioToDcm2niix our rate through that of its core; null where one of both has none
   * @param ratioToDicom2nifti the same of dicom2nifti
   * @param failures of a side that could not, in its words
   */
  record Entry(
      String series,
      int instances,
      Map<String, Double> medianMillis,
      Double ratioToDcm2niix,
      Double ratioToDicom2nifti,
      Map<String, String> failures) {
    static Entry of(String series, int instances, NormaliseBenchmark.Result result) {
      var medians = new LinkedHashMap<String, Double>();
      result.sides().forEach((name, side) -> medians.put(name, side.medianMillis()));
      return new Entry(
          series,
          instances,
          medians,
          ratio(result, NormaliseBenchmark.DCM2NIIX_CORE),
          ratio(result, NormaliseBenchmark.DICOM2NIFTI),
          result.failures());
    }

    private static Double ratio(NormaliseBenchmark.Result result, String side) {
      var ratio = result.ratioTo(side);
      return ratio.isPresent() ? ratio.getAsDouble() : null;
    }
  }

  static NormaliseReport of(List<Entry> entries) {
    var goals = new LinkedHashMap<String, Boolean>();
    var large = entries.stream().filter(entry -> entry.instances() >= LARGE).toList();
    if (large.stream().anyMatch(entry -> entry.ratioToDcm2niix() != null)) {
      goals.put(
          "faster than dcm2niix's core on series of %d instances and more".formatted(LARGE),
          large.stream()
              .map(Entry::ratioToDcm2niix)
              .filter(Objects::nonNull)
              .allMatch(ratio -> ratio > 1));
    }
    var beside = entries.stream().map(Entry::ratioToDicom2nifti).filter(Objects::nonNull).toList();
    if (!beside.isEmpty()) {
      goals.put(
          "10 times as fast as dicom2nifti on every series that both convert",
          beside.stream().allMatch(ratio -> ratio >= TIMES_DICOM2NIFTI));
    }
    return new NormaliseReport("normalise", Report.thisMachine(), entries, goals);
  }

  @Override
  public String text(int columns) {
    var table =
        new TextTable(
            List.of(
                Column.left("series"),
                Column.right("instances"),
                Column.right("ours ms"),
                Column.right("whole ms"),
                Column.right("dcm2niix core ms"),
                Column.right("ratio"),
                Column.right("dicom2nifti ms"),
                Column.right("ratio")),
            columns);
    for (var entry : entries) {
      table.add(
          List.of(
              entry.series(),
              Integer.toString(entry.instances()),
              text(entry.medianMillis().get(NormaliseBenchmark.WARM)),
              text(entry.medianMillis().get(NormaliseBenchmark.WHOLE)),
              text(entry.medianMillis().get(NormaliseBenchmark.DCM2NIIX_CORE)),
              text(entry.ratioToDcm2niix()),
              text(entry.medianMillis().get(NormaliseBenchmark.DICOM2NIFTI)),
              text(entry.ratioToDicom2nifti())));
    }
    var text = new StringBuilder("bench normalise\non " + machine + "\n\n");
    text.append(table.render());
    for (var entry : entries) {
      entry
          .failures()
          .forEach((side, why) -> text.append(entry.series() + ": " + side + ": " + why + '\n'));
    }
    return text.append(Report.lines(goals)).toString();
  }

  private static String text(Double number) {
    return number == null ? "–" : String.format(Locale.ROOT, "%.1f", number);
  }
}
