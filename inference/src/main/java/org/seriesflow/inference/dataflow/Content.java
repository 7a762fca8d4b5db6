package org.seriesflow.inference.dataflow;

/** What the numbers of a map or a vector mean. */
public enum Content {
  /** Measured or normalised image values. */
  INTENSITY,
  /** Unbounded scores before an activation. */
  LOGITS,
  /** Scores in 0..1 after an activation. */
  PROBABILITIES,
  /** The index of a channel in each voxel; 0 is background. */
  LABELS,
  /** Numbers that place something: normalised or voxel coordinates, spacings. */
  COORDINATES,
  /** Values inside a network that have no meaning of their own. */
  FEATURES
}
