package org.seriesflow.ingest.assembly;

/** What an instance is whose SOP Instance UID stands in the series already. */
public enum RepeatedInstance {
  /** Equal in decoded pixels, geometry and rescale. */
  DUPLICATE,
  /** Equal in these, different in other attributes. */
  ATTRIBUTES_CHANGED,
  /** Another image under the same name. */
  CONFLICT
}
