package org.seriesflow.dicom;

/** Why a series is no volume. The names are a contract; docs/normalisation.md explains each. */
public enum RefusalCode {
  /** No pixel data at all: a report, a presentation state, … */
  NOT_AN_IMAGE,
  /** More than one sample a pixel, or a palette (PS3.3 C.7.6.3.1.2). */
  COLOUR,
  /** Bits, sample type or look-up table that is not handled. */
  UNSUPPORTED_PIXEL_FORMAT,
  /** Image Type says localizer (PS3.3 C.7.6.1.1.2, C.8.3.1.1.1). */
  LOCALIZER,
  /** Image Type says projection: a MIP and the like. */
  PROJECTION_IMAGE,
  /** Siemens mosaic: many slices tiled into one image. */
  MOSAIC,
  /** Fewer slices than it takes to see whether they are evenly spaced. */
  TOO_FEW_SLICES,
  /** Position, orientation or pixel spacing is missing or malformed. */
  MISSING_GEOMETRY,
  /** Multi-frame without functional groups that place its frames. */
  MULTIFRAME_NOT_HANDLED,
  /** The slices are not parallel. */
  MIXED_ORIENTATION,
  /** Rows or columns differ. */
  MIXED_SIZE,
  /** Pixel spacing differs. */
  MIXED_PIXEL_SPACING,
  /** Bits or sample type differ. */
  MIXED_PIXEL_FORMAT,
  /** Slices of more than one frame of reference, whose positions cannot be compared. */
  MIXED_FRAME_OF_REFERENCE,
  /** Several slices at one place: echoes, phases, time points. */
  DUPLICATE_POSITIONS,
  /** The stack is sheared: its slices do not follow one another along their normal. */
  GANTRY_TILT,
  /** The steps differ by more than the tolerance: a slice is missing, or the spacing changes. */
  UNEVEN_SPACING
}
