package org.seriesflow.cli.report;

/** Breaks sentences at blanks into lines of a terminal. */
public final class TextWrap {
  private TextWrap() {}

  /**
   * The text in lines, each with a line end. A word that is longer than a line stands in one of its
   * own, uncut.
   *
   * @param first what the first line begins with
   * @param rest what each further line begins with
   * @param width characters of a line, beginnings included
   */
  public static String wrap(String text, String first, String rest, int width) {
    var lines = new StringBuilder();
    var line = new StringBuilder(first);
    int begin = line.length();
    for (String word : text.split(" +", -1)) {
      if (line.length() > begin && line.length() + word.length() > width) {
        lines.append(line.toString().stripTrailing()).append('\n');
        line.setLength(0);
        line.append(rest);
        begin = line.length();
      }
      line.append(word).append(' ');
    }
    return lines.append(line.toString().stripTrailing()).append('\n').toString();
  }
}
