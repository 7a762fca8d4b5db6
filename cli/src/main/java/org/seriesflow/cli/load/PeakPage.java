package org.seriesflow.cli.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A report as one page that loads nothing: tables, and plots over time. */
record PeakPage(PeakReport report) {
  private static final int COLUMNS = 140;
  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#222;background:#fff}
      h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
      pre{white-space:pre-wrap;font-size:.85rem;line-height:1.4}
      .notice{background:#fff4d6;padding:.5rem .8rem}
      """;

  String html() {
    var page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\n");
    page.append("<title>Load of a peak hour</title>\n<style>\n").append(STYLE);
    page.append("</style>\n<h1>Load of a peak hour</h1>\n");
    page.append(
        "<p class=\"notice\">Research software, not a medical device. The studies are synthetic,"
            + " the networks say nothing of anybody.</p>\n<pre>");
    page.append(report.text(COLUMNS)).append("</pre>\n");
    plot(page, "From completeness to the end, ms", Plot.points(latencies()));
    plot(page, "Lag of the consumer groups, records", Plot.lines(of(Sampler.Sample::lag)));
    plot(page, "Resident memory, MiB", Plot.lines(of(Sampler.Sample::residentMiB)));
    return page.append("</html>\n").toString();
  }

  private static void plot(StringBuilder page, String title, String svg) {
    page.append("<h2>").append(title).append("</h2>\n").append(svg);
  }

  private Map<String, List<Plot.Value>> latencies() {
    var values = new LinkedHashMap<String, List<Plot.Value>>();
    report
        .points()
        .forEach(
            point ->
                values
                    .computeIfAbsent(point.kind().name(), _ -> new ArrayList<>())
                    .add(new Plot.Value(point.seconds(), point.millis())));
    return values;
  }

  private Map<String, List<Plot.Value>> of(
      Function<Sampler.Sample, Map<String, ? extends Number>> what) {
    var values = new LinkedHashMap<String, List<Plot.Value>>();
    for (var sample : report.samples()) {
      what.apply(sample)
          .forEach(
              (name, value) ->
                  values
                      .computeIfAbsent(name, _ -> new ArrayList<>())
                      .add(new Plot.Value(sample.seconds(), value.doubleValue())));
    }
    return values;
  }
}
