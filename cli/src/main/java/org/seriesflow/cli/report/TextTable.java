package org.seriesflow.cli.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Lays cells out in columns for a terminal of a given width. Columns are as wide as their widest
 * cell; where the sum is too wide, the flexible columns give way, widest first, and their cells are
 * cut with an ellipsis.
 */
public final class TextTable {
  private static final int WIDE = 100;

  /** One column. */
  public record Column(String title, boolean rightAligned, int flexibleDownTo) {
    /** A left-aligned column that is never cut. */
    public static Column left(String title) {
      return new Column(title, false, Integer.MAX_VALUE);
    }

    /** A right-aligned column that is never cut. */
    public static Column right(String title) {
      return new Column(title, true, Integer.MAX_VALUE);
    }

    /** A left-aligned column that may be cut down to that many characters. */
    public static Column flexible(String title, int downTo) {
      return new Column(title, false, downTo);
    }
  }

  private final List<Column> columns;
  private final int width;
  private final String gap;
  private final List<List<String>> rows = new ArrayList<>();

  /** A table without rows, for a terminal of that many columns. */
  public TextTable(List<Column> columns, int width) {
    this.columns = List.copyOf(columns);
    this.width = width;
    this.gap = width < WIDE ? " " : "  ";
  }

  /** Adds a row, a cell for each column. */
  public void add(List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          cells.size() + " cells for " + columns.size() + " columns");
    }
    rows.add(List.copyOf(cells));
  }

  /** Head, rule and rows, each with a line end. */
  public String render() {
    int[] widths = widths();
    var text = new StringBuilder();
    line(text, widths, columns.stream().map(Column::title).toList());
    int total = gap.length() * (widths.length - 1);
    for (int w : widths) {
      total += w;
    }
    text.append("─".repeat(total)).append('\n');
    rows.forEach(row -> line(text, widths, row));
    return text.toString();
  }

  private int[] widths() {
    int[] widths = new int[columns.size()];
    int total = gap.length() * (widths.length - 1);
    for (int c = 0; c < widths.length; c++) {
      widths[c] = columns.get(c).title().length();
      for (var row : rows) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
      total += widths[c];
    }
    for (; total > width; total--) {
      int widest = -1;
      for (int c = 0; c < widths.length; c++) {
        boolean givesWay = widths[c] > columns.get(c).flexibleDownTo();
        if (givesWay && (widest < 0 || widths[c] > widths[widest])) {
          widest = c;
        }
      }
      if (widest < 0) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private void line(StringBuilder text, int[] widths, List<String> cells) {
    var line = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      String cell = cut(cells.get(c), widths[c]);
      String padding = " ".repeat(widths[c] - cell.length());
      line.append(c == 0 ? "" : gap);
      line.append(columns.get(c).rightAligned() ? padding + cell : cell + padding);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private static String cut(String cell, int width) {
    return cell.length() <= width ? cell : cell.substring(0, width - 1) + "…";
  }
}
