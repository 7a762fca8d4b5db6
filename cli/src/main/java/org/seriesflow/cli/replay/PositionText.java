package org.seriesflow.cli.replay;

import org.seriesflow.cli.input.PointInTime;

/** A position on the command line, where a time may also be one before now. */
final class PositionText {
  private PositionText() {}

  /** As {@code Request} takes it. */
  static String of(String text) {
    return text.matches("EARLIEST|LATEST|[0-9]+")
        ? text
        : new PointInTime().convert(text).toString();
  }
}
