package org.seriesflow.cli.deadletters;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.seriesflow.cli.input.PointInTime;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.streaming.deadletter.LetterChain;
import picocli.CommandLine.Option;

/** Which letters: all conditions together; of one that is given several times, any. */
final class LetterFilter {
  @Option(names = "--cause", paramLabel = "CODE", description = "Cause code; may be repeated.")
  private List<String> causes = new ArrayList<>();

  @Option(names = "--stage", paramLabel = "NAME", description = "Stage; may be repeated.")
  private List<String> stages = new ArrayList<>();

  @Option(names = "--series", paramLabel = "UID", description = "Series; may be repeated.")
  private List<String> series = new ArrayList<>();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = PointInTime.class,
      description = "Failed at that time or later: ISO 8601, or a time before now as in 2h or 7d.")
  private Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = PointInTime.class,
      description = "Failed before that time.")
  private Instant until;

  /** Whether anything is asked for. */
  boolean isGiven() {
    return !causes.isEmpty()
        || !stages.isEmpty()
        || !series.isEmpty()
        || since != null
        || until != null;
  }

  Predicate<LetterChain> predicate() {
    return chain -> {
      var letter = chain.latest();
      return contains(causes, letter.getCauseCode())
          && contains(stages, letter.getStage())
          && contains(series, seriesOf(letter))
          && (since == null || !letter.getFailedAt().isBefore(since))
          && (until == null || letter.getFailedAt().isBefore(until));
    };
  }

  private static boolean contains(List<String> wanted, String value) {
    return wanted.isEmpty() || wanted.contains(value);
  }

  /** The series of a letter: by its header, else by its key; empty where neither says. */
  static String seriesOf(DeadLetter letter) {
    if (letter.getHeader() != null) {
      return letter.getHeader().getSeriesInstanceUid();
    }
    return letter.getOriginalKey() == null
        ? ""
        : StandardCharsets.UTF_8.decode(letter.getOriginalKey().duplicate()).toString();
  }
}
