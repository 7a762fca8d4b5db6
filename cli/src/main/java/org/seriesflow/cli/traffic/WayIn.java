package org.seriesflow.cli.traffic;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A way by which a router hands instances over. Called by several threads at once. */
public interface WayIn extends AutoCloseable {

  /** Above a freeze, so that a frozen peer is waited for, as a router does. */
  Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

  /** What a router hears. */
  interface Answers {
    /** The instance of that file may be forgotten. */
    void acknowledged(Path file);

    /** The instance of that file may be forgotten, where it was accepted. */
    default void told(Path file, boolean accepted) {
      if (accepted) {
        acknowledged(file);
      }
    }

    /** What was said instead: a status, or a word for an answer that did not come. */
    void refused(String answer);
  }

  /**
   * Hands over files of one series. What is not acknowledged when this returns may be handed over
   * again.
   */
  void handOver(List<Path> files, Answers answers) throws InterruptedException;

  @Override
  void close();
}
