package org.seriesflow.cli.compare;

import static org.seriesflow.cli.compare.ComparisonText.number;
import static org.seriesflow.cli.compare.ComparisonText.signed;
import static org.seriesflow.cli.compare.ComparisonText.signedWithInterval;
import static org.seriesflow.cli.compare.ComparisonText.withInterval;

import java.util.List;
import org.seriesflow.cli.compare.Comparison.Pair;

/** A comparison as one HTML page that loads nothing: tables, and plots as SVG in the page. */
record ComparisonPage(
    Side a, Side b, Comparison comparison, List<LabelStatistics> labels, List<Double> thresholds) {
  private static final int MOVERS = 25;
  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#222;background:#fff}
      h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2.2rem}
      table{border-collapse:collapse;font-variant-numeric:tabular-nums}
      th,td{padding:.2rem .7rem;text-align:right;border-bottom:1px solid #ddd}
      th:first-child,td:first-child{text-align:left}
      figure{display:inline-block;margin:.6rem .8rem .6rem 0;vertical-align:top}
      figcaption{font-size:.85rem;max-width:19rem}svg{display:block}
      .notice{background:#fff4d6;padding:.5rem .8rem}code{font-size:.9em}
      """;

  String html() {
    var page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\n<title>");
    page.append("Comparison of packages</title>\n<style>\n").append(STYLE).append("</style>\n");
    page.append("<h1>Comparison</h1>\n<p>a: <code>").append(escaped(a.text()));
    page.append("</code><br>b: <code>").append(escaped(b.text())).append("</code></p>\n");
    page.append(
        "<p class=\"notice\">Research software, not a medical device. A difference says that"
            + " packages disagree, not which one is right.</p>\n");
    page.append(
        "<p>%d series were scored by both, %d by a alone, %d by b alone. Δ is b − a.</p>\n"
            .formatted(comparison.series(), comparison.onlyA(), comparison.onlyB()));
    summary(page);
    movers(page);
    page.append("<h2>Score by score</h2>\n");
    comparison.byLabel().forEach((label, pairs) -> plots(page, label, pairs));
    return page.append("</html>\n").toString();
  }

  private void summary(StringBuilder page) {
    page.append("<h2>By label</h2>\n<table><tr><th>label<th>n<th>mean Δ<th>mean |Δ|<th>5 %");
    page.append("<th>median<th>95 %<th>flips up/down<th>AUC a (95 %)<th>AUC b<th>AUC Δ\n");
    for (var label : labels) {
      page.append(
          "<tr><td>%s<td>%d<td>%s<td>%s<td>%s<td>%s<td>%s<td>%s<td>%s<td>%s<td>%s\n"
              .formatted(
                  escaped(label.label()),
                  label.count(),
                  signed(label.mean()),
                  number(label.meanAbsolute()),
                  signed(label.percentile5()),
                  signed(label.median()),
                  signed(label.percentile95()),
                  ComparisonText.flips(label),
                  label.roc().map(roc -> withInterval(roc.a())).orElse(""),
                  label.roc().map(roc -> withInterval(roc.b())).orElse(""),
                  label.roc().map(roc -> signedWithInterval(roc.difference())).orElse("")));
    }
    page.append("</table>\n");
  }

  private void movers(StringBuilder page) {
    page.append("<h2>Series that moved most</h2>\n");
    page.append("<table><tr><th>series<th>revision<th>label<th>a<th>b<th>Δ\n");
    for (var mover : comparison.movers(MOVERS)) {
      page.append(
          "<tr><td><code>%s</code><td>%d<td>%s<td>%s<td>%s<td>%s\n"
              .formatted(
                  escaped(mover.seriesInstanceUid()),
                  mover.revision(),
                  escaped(mover.most().label()),
                  number(mover.most().a()),
                  number(mover.most().b()),
                  signed(mover.most().delta())));
    }
    page.append("</table>\n");
  }

  private void plots(StringBuilder page, String label, List<Pair> pairs) {
    page.append("<figure>").append(ComparisonPlots.scatter(pairs, thresholds));
    page.append(ComparisonPlots.histogram(pairs)).append("<figcaption>");
    page.append(escaped(label)).append("</figcaption></figure>\n");
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
