package org.seriesflow.dicom;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Cleans descriptions by the words that may stay (PS3.15 section E.3.5, Clean Descriptors): people
 * write names into them, so that whatever is not known to be harmless goes.
 */
final class DescriptionWords {
  private final Set<String> words;

  /**
   * @param more words beside the usual ones, in any case
   */
  DescriptionWords(Set<String> more) {
    words = new HashSet<>(ResourceLines.of("description-words.txt"));
    more.forEach(word -> words.add(word.toLowerCase(Locale.ROOT)));
  }

  /** The words of the text that may stay, in their order; empty where none may. */
  String clean(String text) {
    return Arrays.stream(text.split("[^\\p{L}\\p{N}]+"))
        .filter(word -> words.contains(word.toLowerCase(Locale.ROOT)))
        .collect(Collectors.joining(" "));
  }
}
