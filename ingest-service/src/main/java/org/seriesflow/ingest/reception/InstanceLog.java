package org.seriesflow.ingest.reception;

import org.seriesflow.events.InstanceReceived;
import org.seriesflow.streaming.TransientFaultException;

/** The log as the receiver sees it. */
@FunctionalInterface
public interface InstanceLog {

  /**
   * Appends the event and returns when the log has acknowledged it.
   *
   * @throws TransientFaultException when it did not within its time; it may still be appended
   */
  void append(InstanceReceived instance);
}
