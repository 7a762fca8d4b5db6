package org.seriesflow.dicom;

import java.util.ArrayList;
import java.util.List;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;

/**
 * Finds each frame's place and rescale: in the data set itself for classic images, in the
 * functional groups for enhanced multi-frame ones (PS3.3 C.7.6.16), where a per-frame item goes
 * before the shared one.
 */
final class FrameReader {
  private FrameReader() {}

  static List<Frame> frames(DicomInstance instance) throws RefusedSeriesException {
    try {
      var dataset = instance.dataset();
      if (dataset.getSequence(Tag.PerFrameFunctionalGroupsSequence) != null) {
        return enhanced(instance);
      }
      if (instance.frames() > 1) {
        throw new RefusedSeriesException(
            RefusalCode.MULTIFRAME_NOT_HANDLED,
            "Instance %s has %d frames and no functional groups that place them."
                .formatted(instance.sopInstanceUid(), instance.frames()));
      }
      var placement =
          Placement.of(dataset, dataset, dataset, "instance " + instance.sopInstanceUid());
      return List.of(frame(instance, 0, placement, dataset));
    } catch (NumberFormatException | ClassCastException e) {
      throw new RefusedSeriesException(
          RefusalCode.MISSING_GEOMETRY,
          "A value in the header of instance %s is malformed: %s."
              .formatted(instance.sopInstanceUid(), e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw new RefusedSeriesException(RefusalCode.MISSING_GEOMETRY, e.getMessage());
    }
  }

  private static List<Frame> enhanced(DicomInstance instance) throws RefusedSeriesException {
    var dataset = instance.dataset();
    var shared = dataset.getNestedDataset(Tag.SharedFunctionalGroupsSequence);
    var perFrame = dataset.getSequence(Tag.PerFrameFunctionalGroupsSequence);
    if (perFrame.size() != instance.frames()) {
      throw new RefusedSeriesException(
          RefusalCode.MISSING_GEOMETRY,
          "Instance %s has %d frames and functional groups for %d."
              .formatted(instance.sopInstanceUid(), instance.frames(), perFrame.size()));
    }
    var frames = new ArrayList<Frame>();
    for (var index = 0; index < perFrame.size(); index++) {
      var own = perFrame.get(index);
      var placement =
          Placement.of(
              group(own, shared, Tag.PlanePositionSequence),
              group(own, shared, Tag.PlaneOrientationSequence),
              group(own, shared, Tag.PixelMeasuresSequence),
              "frame %d of instance %s".formatted(index + 1, instance.sopInstanceUid()));
      var rescale = group(own, shared, Tag.PixelValueTransformationSequence);
      frames.add(frame(instance, index, placement, rescale == null ? dataset : rescale));
    }
    return frames;
  }

  private static Attributes group(Attributes own, Attributes shared, int sequenceTag) {
    var item = own.getNestedDataset(sequenceTag);
    if (item != null || shared == null) {
      return item;
    }
    return shared.getNestedDataset(sequenceTag);
  }

  private static Frame frame(
      DicomInstance instance, int index, Placement placement, Attributes rescale)
      throws RefusedSeriesException {
    var slope = number(rescale, Tag.RescaleSlope, 1);
    var intercept = number(rescale, Tag.RescaleIntercept, 0);
    if (slope == 0 || !Double.isFinite(slope) || !Double.isFinite(intercept)) {
      throw new RefusedSeriesException(
          RefusalCode.UNSUPPORTED_PIXEL_FORMAT,
          "RescaleSlope %s and RescaleIntercept %s of instance %s give no values."
              .formatted(slope, intercept, instance.sopInstanceUid()));
    }
    return new Frame(instance, index, placement, slope, intercept);
  }

  /**
   * A missing value is the default; a malformed one, which the toolkit takes for missing, is NaN.
   */
  private static double number(Attributes dataset, int tag, double missing) {
    return dataset.containsValue(tag) ? dataset.getDouble(tag, Double.NaN) : missing;
  }
}
