package org.seriesflow.cli.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.seriesflow.cli.report.TextTable;
import org.seriesflow.cli.report.TextTable.Column;
import org.seriesflow.cli.report.TextWrap;

/**
 * Markdown as a terminal shows it: headings underlined, paragraphs, quotations and list items
 * wrapped, tables with their columns aligned and never cut, code as it stands. Of the marks within
 * a line, those of emphasis are left out and links show their target. What is none of these stands
 * as a paragraph.
 */
final class MarkdownText {
  private static final Pattern HEADING = Pattern.compile("(#{1,6})\\s+(.*?)\\s*#*");
  private static final Pattern ITEM = Pattern.compile("(\\s*(?:[-*+]|\\d+\\.)\\s+)(.*)");
  private static final Pattern QUOTATION = Pattern.compile("\\s*>\\s?(.*)");
  private static final Pattern RULE = Pattern.compile("\\|?(\\s*:?-+:?\\s*\\|?)+");
  private static final Pattern PICTURE = Pattern.compile("!\\[([^]]*)]\\(([^)\\s]*)[^)]*\\)");
  private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\(([^)\\s]*)[^)]*\\)");
  private static final String FENCE = "```";

  private final int width;
  private final StringBuilder text = new StringBuilder();
  private final List<String> block = new ArrayList<>();
  private String first = "";
  private String rest = "";

  private MarkdownText(int width) {
    this.width = width;
  }

  /** The text in lines, each with a line end. */
  static String render(String markdown, int width) {
    var rendering = new MarkdownText(width);
    boolean code = false;
    for (var line : markdown.lines().toList()) {
      if (line.strip().startsWith(FENCE)) {
        rendering.endBlock();
        code = !code;
      } else if (code) {
        rendering.text.append("    ").append(line).append('\n');
      } else {
        rendering.line(line);
      }
    }
    rendering.endBlock();
    return rendering.text.toString();
  }

  private void line(String line) {
    var heading = HEADING.matcher(line);
    var item = ITEM.matcher(line);
    var quotation = QUOTATION.matcher(line);
    if (line.isBlank()) {
      endBlock();
      text.append('\n');
    } else if (heading.matches()) {
      endBlock();
      heading(heading.group(1).length(), plain(heading.group(2)));
    } else if (isTableRow(line)) {
      if (!block.isEmpty() && !isTableRow(block.getFirst())) {
        endBlock();
      }
      block.add(line.strip());
    } else if (item.matches()) {
      endBlock();
      first = item.group(1);
      rest = " ".repeat(first.length());
      block.add(item.group(2));
    } else if (quotation.matches()) {
      if (!first.equals("> ")) {
        endBlock();
      }
      first = "> ";
      rest = "> ";
      block.add(quotation.group(1));
    } else {
      if (!block.isEmpty() && isTableRow(block.getFirst())) {
        endBlock();
      }
      block.add(line.strip());
    }
  }

  private static boolean isTableRow(String line) {
    return line.strip().startsWith("|");
  }

  private void heading(int level, String heading) {
    text.append(heading).append('\n');
    if (level <= 2) {
      text.append((level == 1 ? "═" : "─").repeat(Math.min(heading.length(), width))).append('\n');
    }
  }

  private void endBlock() {
    if (!block.isEmpty()) {
      text.append(
          isTableRow(block.getFirst())
              ? table(block)
              : TextWrap.wrap(plain(String.join(" ", block)), first, rest, width));
    }
    block.clear();
    first = "";
    rest = "";
  }

  private static String table(List<String> lines) {
    var rows =
        lines.stream()
            .filter(line -> !RULE.matcher(line).matches())
            .map(MarkdownText::cells)
            .toList();
    if (rows.isEmpty()) {
      return String.join("\n", lines) + "\n";
    }
    int columns = rows.stream().mapToInt(List::size).max().orElseThrow();
    var head = padded(rows.getFirst(), columns).stream().map(Column::left).toList();
    var table = new TextTable(head, Integer.MAX_VALUE);
    rows.stream().skip(1).forEach(row -> table.add(padded(row, columns)));
    return table.render();
  }

  private static List<String> cells(String row) {
    var inner = row.replaceAll("^\\||\\|$", "");
    return Arrays.stream(inner.split("(?<!\\\\)\\|", -1))
        .map(cell -> plain(cell.strip().replace("\\|", "|")))
        .toList();
  }

  private static List<String> padded(List<String> row, int columns) {
    var cells = new ArrayList<>(row);
    while (cells.size() < columns) {
      cells.add("");
    }
    return cells;
  }

  private static String plain(String marked) {
    var pictures = PICTURE.matcher(marked).replaceAll("[picture $2: $1]");
    var links =
        LINK.matcher(pictures).replaceAll(m -> m.group(1).equals(m.group(2)) ? "$2" : "$1 ($2)");
    return links.replace("**", "").replace("__", "");
  }
}
