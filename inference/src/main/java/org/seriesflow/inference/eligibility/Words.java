package org.seriesflow.inference.eligibility;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Words in the free text of a series. */
final class Words {
  private Words() {}

  /**
   * The first of the words that stands in the text: not inside a longer run of letters or digits,
   * so that {@code tof} is found in {@code TOF3D} and {@code t1} in {@code ax_T1W}, but {@code t1}
   * not in {@code T10}, and {@code head} not in {@code ahead}.
   */
  static Optional<String> first(List<String> words, String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    return words.stream().filter(word -> stands(word.toLowerCase(Locale.ROOT), lower)).findFirst();
  }

  private static boolean stands(String word, String text) {
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      int end = at + word.length();
      boolean free =
          (at == 0 || !sameRun(text.charAt(at - 1), text.charAt(at)))
              && (end == text.length() || !sameRun(text.charAt(end - 1), text.charAt(end)));
      if (free) {
        return true;
      }
    }
    return false;
  }

  private static boolean sameRun(char a, char b) {
    return (Character.isLetter(a) && Character.isLetter(b))
        || (Character.isDigit(a) && Character.isDigit(b));
  }
}
