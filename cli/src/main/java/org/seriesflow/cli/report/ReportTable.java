package org.seriesflow.cli.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.seriesflow.cli.report.TextTable.Column;

/**
 * The one table of a run: a row a series, then why a series is not PREDICTED, then the files that
 * were refused.
 */
public final class ReportTable {
  private static final String NOTHING = "–";
  private static final int REFUSED_SHOWN = 20;

  private ReportTable() {}

  /** The table and what stands under it, for a terminal of that many columns. */
  public static String render(RunReport report, int width) {
    var table =
        new TextTable(
            List.of(
                Column.flexible("Series", 9),
                Column.left("Status"),
                Column.right("Pres."),
                Column.flexible("Highest location, or reason", 12),
                Column.left("ROI z×y×x"),
                Column.right("asm"),
                Column.right("norm"),
                Column.right("roi"),
                Column.right("cls"),
                Column.right("total")),
            width);
    report.series().forEach(result -> table.add(row(result, width)));
    var text = new StringBuilder(table.render());
    text.append(
        wrapped(
            "Seconds in assembly (with the idle wait), normalisation, roi and classification;"
                + " the total holds the waits between them, too.",
            width));
    for (var result : report.series()) {
      if (result.reasonCode() != null) {
        text.append(
            wrapped(
                result.seriesInstanceUid()
                    + " "
                    + result.status()
                    + " "
                    + result.reasonCode()
                    + ": "
                    + result.reason(),
                width));
      }
    }
    appendTruths(text, report.series(), width);
    appendRefused(text, report.refused(), width);
    return text.toString();
  }

  /**
   * What must not be overlooked: whose input it was, what the networks learned from, and what none
   * of it is.
   */
  public static String labels(RunReport.Summary summary, int width) {
    return labels(summary.training(), summary.syntheticInput(), width);
  }

  /** As {@link #labels(RunReport.Summary, int)}; the training may be null. */
  public static String labels(String training, boolean syntheticInput, int width) {
    var text = new StringBuilder();
    text.append("━".repeat(Math.min(width, 79))).append('\n');
    if (syntheticInput) {
      text.append("SYNTHETIC INPUT: the phantoms are computed, they are nobody's head.\n");
    }
    if ("UNTRAINED".equals(training)) {
      text.append("UNTRAINED NETWORKS: their weights are random, the scores mean nothing.\n");
    } else if ("SYNTHETIC".equals(training)) {
      text.append("NETWORKS TRAINED ON SYNTHETIC DATA: the scores mean nothing for patients.\n");
    }
    text.append("RESEARCH USE, NOT A MEDICAL DEVICE.\n");
    text.append("━".repeat(Math.min(width, 79))).append('\n');
    return text.toString();
  }

  /** The phantoms once more, with what is in them; the section is left out where there is none. */
  private static void appendTruths(StringBuilder text, List<SeriesResult> series, int width) {
    var phantoms = series.stream().filter(result -> result.truth() != null).toList();
    if (phantoms.isEmpty()) {
      return;
    }
    var table =
        new TextTable(
            List.of(
                Column.flexible("Phantom", 9),
                Column.left("Like"),
                Column.flexible("Truth (synthetic)", 12),
                Column.right("Presence"),
                Column.flexible("Highest location", 12),
                Column.left("Agrees")),
            width);
    phantoms.forEach(result -> table.add(truthRow(result, width)));
    text.append('\n').append(table.render());
    text.append(
        wrapped(
            "SYNTHETIC: what the generator put into each phantom, beside what the networks say."
                + " Agrees: the highest location is that of an aneurysm.",
            width));
  }

  private static List<String> truthRow(SeriesResult result, int width) {
    var truth = result.truth();
    var agrees = truth.highestLocationAgrees();
    return List.of(
        shortUid(result.seriesInstanceUid(), width),
        truth.appearance(),
        truth.words(),
        probability(result.presence()),
        Optional.ofNullable(truth.highestLocation()).orElse(NOTHING),
        agrees == null ? NOTHING : agrees ? "yes" : "no");
  }

  private static void appendRefused(StringBuilder text, List<RefusedFile> refused, int width) {
    if (refused.isEmpty()) {
      return;
    }
    text.append("Refused files: ").append(refused.size()).append('\n');
    refused.stream()
        .limit(REFUSED_SHOWN)
        .forEach(r -> text.append(wrapped(r.file() + " " + r.status() + ": " + r.reason(), width)));
    if (refused.size() > REFUSED_SHOWN) {
      text.append("  … and ")
          .append(refused.size() - REFUSED_SHOWN)
          .append(" more (--json lists all)\n");
    }
  }

  private static List<String> row(SeriesResult result, int width) {
    var millis = result.millis();
    return List.of(
        shortUid(result.seriesInstanceUid(), width),
        result.status().name(),
        probability(result.presence()),
        highest(result.locations())
            .map(e -> probability(e.getValue()) + " " + e.getKey())
            .orElseGet(() -> Optional.ofNullable(result.reasonCode()).orElse(NOTHING)),
        roi(result.roi()),
        seconds(millis.assembly()),
        seconds(millis.normalisation()),
        seconds(millis.roi()),
        seconds(millis.classification()),
        seconds(millis.total()));
  }

  /** The location with the highest probability; empty where none has one. */
  public static Optional<Map.Entry<String, Double>> highest(Map<String, Double> locations) {
    return locations.entrySet().stream()
        .filter(e -> e.getValue() != null)
        .max(Map.Entry.comparingByValue());
  }

  private static String shortUid(String uid, int width) {
    int shown = width >= 140 ? 64 : 8;
    return uid.length() <= shown ? uid : "…" + uid.substring(uid.length() - shown);
  }

  private static String roi(SeriesResult.Roi roi) {
    if (roi == null) {
      return NOTHING;
    }
    var min = roi.voxelBox().min();
    var max = roi.voxelBox().max();
    return (max.get(0) - min.get(0))
        + "×"
        + (max.get(1) - min.get(1))
        + "×"
        + (max.get(2) - min.get(2));
  }

  private static String probability(Double value) {
    return value == null ? NOTHING : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String seconds(Double millis) {
    return millis == null ? NOTHING : String.format(Locale.ROOT, "%.1f", millis / 1000);
  }

  private static String wrapped(String sentence, int width) {
    return TextWrap.wrap(sentence, "  ", "    ", width);
  }
}
