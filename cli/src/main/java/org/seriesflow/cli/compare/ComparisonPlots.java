package org.seriesflow.cli.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.seriesflow.cli.compare.Comparison.Pair;

/** The plots of one label as SVG. */
final class ComparisonPlots {
  private static final int SIDE = 220;
  private static final int MARGIN = 34;
  private static final int HEIGHT = 90;
  private static final int BINS = 40;

  private ComparisonPlots() {}

  /** Each series as a point, a to the right and b upwards, both from 0 to 1. */
  static String scatter(List<Pair> pairs, List<Double> thresholds) {
    var svg = begun(SIDE + MARGIN + 10, SIDE + MARGIN + 10);
    svg.append(
        "<rect x=\"%d\" y=\"5\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#999\"/>"
            .formatted(MARGIN, SIDE, SIDE));
    line(svg, x(0), y(0), x(1), y(1), "#bbb");
    for (double threshold : thresholds) {
      line(svg, x(threshold), y(0), x(threshold), y(1), "#e0a030");
      line(svg, x(0), y(threshold), x(1), y(threshold), "#e0a030");
    }
    for (var pair : pairs) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.6\" fill=\"#2060a0\" fill-opacity=\".55\"/>",
              x(pair.a()),
              y(pair.b())));
    }
    text(svg, MARGIN, SIDE + 20, "0");
    text(svg, MARGIN + SIDE - 6, SIDE + 20, "1");
    text(svg, MARGIN + SIDE / 2.0, SIDE + 20, "a");
    text(svg, MARGIN - 14, SIDE + 5, "0");
    text(svg, MARGIN - 14, 14, "1");
    text(svg, MARGIN - 14, SIDE / 2.0, "b");
    return svg.append("</svg>").toString();
  }

  /** How many series changed by how much, from −1 to 1. */
  static String histogram(List<Pair> pairs) {
    int[] bins = new int[BINS];
    for (var pair : pairs) {
      int bin = (int) ((pair.delta() + 1) / 2 * BINS);
      bins[Math.clamp(bin, 0, BINS - 1)]++;
    }
    int highest = Math.max(1, Arrays.stream(bins).max().orElse(1));
    var svg = begun(SIDE + MARGIN + 10, HEIGHT + 24);
    double width = (double) SIDE / BINS;
    for (int bin = 0; bin < BINS; bin++) {
      double height = (double) bins[bin] / highest * (HEIGHT - 8);
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#2060a0\"/>",
              MARGIN + bin * width,
              HEIGHT - height,
              width - 0.6,
              height));
    }
    line(svg, MARGIN, HEIGHT, MARGIN + SIDE, HEIGHT, "#999");
    line(svg, MARGIN + SIDE / 2.0, 4, MARGIN + SIDE / 2.0, HEIGHT, "#bbb");
    text(svg, MARGIN - 4, HEIGHT + 16, "−1");
    text(svg, MARGIN + SIDE / 2.0 - 10, HEIGHT + 16, "Δ = 0");
    text(svg, MARGIN + SIDE - 8, HEIGHT + 16, "1");
    text(svg, 2, 14, Integer.toString(highest));
    return svg.append("</svg>").toString();
  }

  private static StringBuilder begun(int width, int height) {
    return new StringBuilder(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-size=\"11\" font-family=\"sans-serif\">"
            .formatted(width, height));
  }

  private static double x(double probability) {
    return MARGIN + probability * SIDE;
  }

  private static double y(double probability) {
    return 5 + (1 - probability) * SIDE;
  }

  private static void line(
      StringBuilder svg, double x1, double y1, double x2, double y2, String colour) {
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

  private static void text(StringBuilder svg, double x, double y, String text) {
    svg.append(
        String.format(
            Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" fill=\"#444\">%s</text>", x, y, text));
  }
}
