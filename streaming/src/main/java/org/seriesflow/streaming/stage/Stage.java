package org.seriesflow.streaming.stage;

import org.apache.avro.specific.SpecificRecord;

/**
 * Work on one event. A stage without state is a lambda; one with state takes its stores in {@link
 * #start} and writes to them in {@link #afterwards}, after the work: a store that is written before
 * long work opens a transaction that times out.
 */
@FunctionalInterface
public interface Stage<V extends SpecificRecord> {
  /**
   * Called again with the same event after a {@link
   * org.seriesflow.streaming.TransientFaultException}; a {@link
   * org.seriesflow.streaming.DataException} is a failure with its code; any other exception is a
   * dead letter with the code UNEXPECTED.
   */
  Outcome apply(V event, StageContext context);

  /** Once, before the first event. */
  default void start(StageHost host) {}

  /** After the work and before its events are sent: the place to write to state stores. */
  default void afterwards(V event, Outcome outcome, StageContext context) {}
}
