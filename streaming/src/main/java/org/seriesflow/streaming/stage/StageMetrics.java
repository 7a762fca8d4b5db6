package org.seriesflow.streaming.stage;

import java.time.Duration;

/** What is counted of stages. Reasons and outcomes are of few kinds; series are never a label. */
public interface StageMetrics {
  /**
   * One event is through.
   *
   * @param outcome name of the topic that it led to, {@code dead-letters} or {@code nothing}
   * @param reason status or reason code; empty where there is none
   */
  void finished(String stage, String outcome, String reason, Duration latency);

  /** How old a record was when the stage took it. */
  void queued(String stage, Duration age);

  /** A passing fault; the record is tried again. */
  void retried(String stage);

  /** Counts nothing. */
  StageMetrics NONE =
      new StageMetrics() {
        @Override
        public void finished(String stage, String outcome, String reason, Duration latency) {}

        @Override
        public void queued(String stage, Duration age) {}

        @Override
        public void retried(String stage) {}
      };
}
