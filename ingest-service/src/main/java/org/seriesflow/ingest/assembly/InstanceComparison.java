package org.seriesflow.ingest.assembly;

import org.seriesflow.events.InstanceReceived;

/** Says what an instance is that came again under a known SOP Instance UID. */
@FunctionalInterface
public interface InstanceComparison {

  /**
   * Compares two instances that differ as files.
   *
   * @param standing the instance that came first
   * @param arrived the one that came again
   */
  Finding compare(InstanceReceived standing, InstanceReceived arrived);

  /**
   * What the comparison found.
   *
   * @param kind what the instance is
   * @param sentence why, with the values
   */
  record Finding(RepeatedInstance kind, String sentence) {}
}
