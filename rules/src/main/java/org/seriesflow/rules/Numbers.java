package org.seriesflow.rules;

import java.util.OptionalDouble;

/** Numbers as headers and rules write them. */
final class Numbers {
  private Numbers() {}

  /** A finite number; empty where the text is none. */
  static OptionalDouble parse(String text) {
    try {
      double value = Double.parseDouble(text);
      return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
