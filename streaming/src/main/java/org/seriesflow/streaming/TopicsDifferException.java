package org.seriesflow.streaming;

import java.util.List;
import java.util.stream.Collectors;

/** A service must not start: topics or schemas are not those that it was built for. */
public final class TopicsDifferException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<TopicDifference> differences;

  public TopicsDifferException(List<TopicDifference> differences) {
    super(
        differences.stream()
            .map(TopicDifference::toString)
            .collect(
                Collectors.joining(
                    "\n  ",
                    "Topics or schemas are not what this version needs; `seriesflow topics apply` makes what is missing:\n  ",
                    "")));
    this.differences = List.copyOf(differences);
  }

  public List<TopicDifference> differences() {
    return differences;
  }
}
