package org.seriesflow.dicom;

/** How two copies of an instance compare. */
public enum ContentComparison {
  /** Same decoded pixels, geometry, rescale and other attributes, whatever the transfer syntax. */
  EQUAL,
  /** Same decoded pixels, geometry and rescale; some other attribute differs. */
  OTHER_ATTRIBUTES,
  /** Pixels, geometry or rescale differ, or cannot be compared. */
  OTHER_CONTENT
}
