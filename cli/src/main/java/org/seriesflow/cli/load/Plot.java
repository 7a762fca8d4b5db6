package org.seriesflow.cli.load;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A plot over time as SVG: lines or points of several series, with axes and a legend. */
final class Plot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 260;
  private static final int LEFT = 64;
  private static final int BOTTOM = 34;
  private static final int TOP = 10;
  private static final int LEGEND = 190;
  private static final int TICKS = 5;
  private static final double SECONDS_A_MINUTE = 60;
  private static final double[] ROUND = {1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10};
  private static final List<String> COLOURS =
      List.of(
          "#2060a0", "#c05020", "#208040", "#8040a0", "#a08020", "#606060", "#20a0a0", "#d04080");

  /** Seconds since the beginning, and a value. */
  record Value(double seconds, double value) {}

  private final StringBuilder svg = new StringBuilder();
  private final double lastSecond;
  private final double greatest;

  private Plot(Map<String, List<Value>> series) {
    lastSecond = greatest(series, true);
    greatest = rounded(greatest(series, false));
  }

  /** The next value above that gives round ticks. */
  private static double rounded(double value) {
    double unit = Math.pow(10, Math.floor(Math.log10(value)));
    for (double step : ROUND) {
      if (step * unit >= value) {
        return step * unit;
      }
    }
    return 10 * unit;
  }

  private static double greatest(Map<String, List<Value>> series, boolean ofTime) {
    return Math.max(
        1,
        series.values().stream()
            .flatMap(List::stream)
            .mapToDouble(value -> ofTime ? value.seconds() : value.value())
            .max()
            .orElse(1));
  }

  /** A line for each series. */
  static String lines(Map<String, List<Value>> series) {
    return new Plot(series).drawn(series, true);
  }

  /** A point for each value. */
  static String points(Map<String, List<Value>> series) {
    return new Plot(series).drawn(series, false);
  }

  private String drawn(Map<String, List<Value>> series, boolean asLines) {
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"100%%\" font-size=\"12\" font-family=\"sans-serif\">"
            .formatted(WIDTH, HEIGHT));
    axes();
    int number = 0;
    for (var one : series.entrySet()) {
      var colour = COLOURS.get(number % COLOURS.size());
      if (asLines) {
        line(one.getValue(), colour);
      } else {
        dots(one.getValue(), colour);
      }
      legend(number, one.getKey(), colour);
      number++;
    }
    return svg.append("</svg>\n").toString();
  }

  private void axes() {
    for (int tick = 0; tick <= TICKS; tick++) {
      double value = greatest * tick / TICKS;
      stroke(x(0), y(value), x(lastSecond), y(value), "#ddd");
      text(LEFT - 6, y(value) + 4, "end", number(value));
      double second = lastSecond * tick / TICKS;
      text(x(second), HEIGHT - 14, "middle", number(second / SECONDS_A_MINUTE));
    }
    text(x(lastSecond / 2), HEIGHT - 1, "middle", "minutes");
  }

  private void line(List<Value> values, String colour) {
    svg.append("<polyline fill=\"none\" stroke-width=\"1.6\" stroke=\"");
    svg.append(colour).append("\" points=\"");
    values.forEach(
        value ->
            svg.append(
                String.format(Locale.ROOT, "%.1f,%.1f ", x(value.seconds()), y(value.value()))));
    svg.append("\"/>");
  }

  private void dots(List<Value> values, String colour) {
    values.forEach(
        value ->
            svg.append(
                String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.6\" fill=\"%s\" fill-opacity=\".6\"/>",
                    x(value.seconds()),
                    y(value.value()),
                    colour)));
  }

  private void legend(int number, String name, String colour) {
    int y = TOP + 12 + 18 * number;
    svg.append(
        "<rect x=\"%d\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\"/>"
            .formatted(WIDTH - LEGEND + 14, y - 9, colour));
    text(WIDTH - LEGEND + 30, y, "start", name);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
  }

  private double x(double second) {
    return LEFT + second / lastSecond * (WIDTH - LEFT - LEGEND);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - value / greatest * (HEIGHT - BOTTOM - TOP);
  }

  private void stroke(double x1, double y1, double x2, double y2, String colour) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>",
            x1,
            y1,
            x2,
            y2,
            colour));
  }

  private void text(double x, double y, String anchor, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#444\">%s</text>",
            x,
            y,
            anchor,
            text));
  }
}
