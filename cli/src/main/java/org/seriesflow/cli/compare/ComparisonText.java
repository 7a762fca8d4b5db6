package org.seriesflow.cli.compare;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.seriesflow.cli.compare.RocAreas.Estimate;
import org.seriesflow.cli.report.TextTable;
import org.seriesflow.cli.report.TextTable.Column;

/** A comparison for people, for programs and for spreadsheets. */
final class ComparisonText {
  private ComparisonText() {}

  static String table(Comparison comparison, List<LabelStatistics> labels, int columns) {
    var table =
        new TextTable(
            List.of(
                Column.flexible("label", 16),
                Column.right("n"),
                Column.right("mean Δ"),
                Column.right("mean |Δ|"),
                Column.right("5 %"),
                Column.right("95 %"),
                Column.left("flips (up/down at)"),
                Column.right("AUC a"),
                Column.right("AUC b"),
                Column.right("AUC Δ (95 %)")),
            columns);
    for (var label : labels) {
      table.add(
          List.of(
              label.label(),
              Integer.toString(label.count()),
              signed(label.mean()),
              number(label.meanAbsolute()),
              signed(label.percentile5()),
              signed(label.percentile95()),
              flips(label),
              label.roc().map(roc -> number(roc.a().value())).orElse(""),
              label.roc().map(roc -> number(roc.b().value())).orElse(""),
              label.roc().map(roc -> signedWithInterval(roc.difference())).orElse("")));
    }
    return "%d series scored by both, %d by a alone, %d by b alone; Δ is b − a%n%n%s"
        .formatted(comparison.series(), comparison.onlyA(), comparison.onlyB(), table.render())
        .stripTrailing();
  }

  static String flips(LabelStatistics label) {
    var parts = new ArrayList<String>();
    label
        .flips()
        .forEach(
            flip ->
                parts.add(
                    "%d/%d at %s"
                        .formatted(
                            flip.toPositive(), flip.toNegative(), number(flip.threshold()))));
    return String.join(", ", parts);
  }

  static ObjectNode json(
      Side a, Side b, Comparison comparison, List<LabelStatistics> labels, int movers) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("a", a.text()).put("b", b.text());
    json.put("series", comparison.series());
    json.put("onlyA", comparison.onlyA()).put("onlyB", comparison.onlyB());
    var items = json.putArray("labels");
    for (var label : labels) {
      var item =
          items
              .addObject()
              .put("label", label.label())
              .put("count", label.count())
              .put("meanDelta", label.mean())
              .put("meanAbsoluteDelta", label.meanAbsolute())
              .put("percentile5", label.percentile5())
              .put("median", label.median())
              .put("percentile95", label.percentile95());
      var flips = item.putArray("flips");
      label
          .flips()
          .forEach(
              flip ->
                  flips
                      .addObject()
                      .put("threshold", flip.threshold())
                      .put("toPositive", flip.toPositive())
                      .put("toNegative", flip.toNegative()));
      label.roc().ifPresent(roc -> put(item, roc));
    }
    var most = json.putArray("movers");
    for (var mover : comparison.movers(movers)) {
      most.addObject()
          .put("seriesInstanceUid", mover.seriesInstanceUid())
          .put("revision", mover.revision())
          .put("label", mover.most().label())
          .put("a", mover.most().a())
          .put("b", mover.most().b());
    }
    return json;
  }

  private static void put(ObjectNode item, RocAreas roc) {
    item.put("seriesWithTruth", roc.series());
    put(item, "aucA", roc.a());
    put(item, "aucB", roc.b());
    put(item, "aucDifference", roc.difference());
  }

  /** Without an interval, as of one positive alone, nothing is said of it: JSON has no NaN. */
  private static void put(ObjectNode item, String name, Estimate estimate) {
    item.put(name, estimate.value());
    if (!Double.isNaN(estimate.low())) {
      item.putArray(name + "Interval").add(estimate.low()).add(estimate.high());
    }
  }

  /** A line for each series and label. */
  static String csv(Comparison comparison) {
    var csv = new StringBuilder("seriesInstanceUid,revision,label,a,b,delta\n");
    for (var pair : comparison.pairs()) {
      csv.append(
          "%s,%d,\"%s\",%s,%s,%s\n"
              .formatted(
                  pair.seriesInstanceUid(),
                  pair.revision(),
                  pair.label().replace("\"", "\"\""),
                  pair.a(),
                  pair.b(),
                  pair.delta()));
    }
    return csv.toString();
  }

  static String withInterval(Estimate estimate) {
    return number(estimate.value()) + interval(estimate);
  }

  static String signedWithInterval(Estimate estimate) {
    return signed(estimate.value()) + interval(estimate);
  }

  private static String interval(Estimate estimate) {
    return Double.isNaN(estimate.low())
        ? ""
        : " (%s to %s)".formatted(number(estimate.low()), number(estimate.high()));
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  static String signed(double value) {
    return String.format(Locale.ROOT, "%+.3f", value);
  }
}
