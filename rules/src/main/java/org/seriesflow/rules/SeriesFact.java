package org.seriesflow.rules;

/**
 * What is known of a series as a whole, beside its attributes. Written in lower case with hyphens.
 */
public enum SeriesFact {
  /** The plane of the body that the slices are nearest to: AXIAL, SAGITTAL or CORONAL. */
  ORIENTATION,
  /** Degrees between the slices' normal and that of the nearest plane: 0 to 54.7. */
  OBLIQUE_DEGREES,
  /**
   * Body Part Examined (0018,0015) in upper case, else the meaning of Anatomic Region (0008,2218).
   */
  BODY_PART,
  /** Instances of the revision. */
  INSTANCES,
  /** Volumes that the series becomes; 0 where it is none. */
  VOLUMES,
  /** Slices of the first volume. */
  SLICES,
  /** Distance of two slices of the first volume in mm, from their positions. */
  SLICE_STEP_MM
}
