package org.seriesflow.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;

/**
 * Finds each frame's place and rescale: in the data set itself for classic images, in the
 * functional groups for enhanced multi-frame ones (PS3.3 C.7.6.16), where a per-frame item goes
 * before the shared one. Frames of a CT or MR image that says nothing about their place are taken
 * for slices in the order in which they are stored, and their place is called estimated.
 */
final class FrameReader {
  /** Where frames are slices, if nothing else is said; elsewhere they are moments. */
  private static final Set<String> SLICED = Set.of("CT", "MR");

  private FrameReader() {}

  static List<Frame> frames(DicomInstance instance) throws RefusedSeriesException {
    try {
      var dataset = instance.dataset();
      if (dataset.getSequence(Tag.PerFrameFunctionalGroupsSequence) != null) {
        return enhanced(instance);
      }
      if (instance.frames() > 1 && SLICED.contains(dataset.getString(Tag.Modality, ""))) {
        return asStored(instance);
      }
      if (instance.frames() > 1) {
        throw new RefusedSeriesException(
            RefusalCode.MULTIFRAME_NOT_HANDLED,
            "Instance %s has %d frames and no functional groups that place them."
                .formatted(instance.sopInstanceUid(), instance.frames()));
      }
      var placement = Placement.of(dataset, dataset, dataset, instance.format(), instance.name());
      return List.of(frame(instance, 0, placement, dataset, Optional.empty()));
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
    var places = perFrame.stream().anyMatch(own -> isPlaced(new FunctionalGroups(own, shared)));
    if (!places && SLICED.contains(dataset.getString(Tag.Modality, ""))) {
      return asStored(instance);
    }
    var frames = new ArrayList<Frame>();
    for (var index = 0; index < perFrame.size(); index++) {
      var groups = new FunctionalGroups(perFrame.get(index), shared);
      var placement =
          Placement.of(
              groups.find(Tag.PlanePositionSequence),
              groups.find(Tag.PlaneOrientationSequence),
              groups.find(Tag.PixelMeasuresSequence),
              instance.format(),
              "frame %d of instance %s".formatted(index + 1, instance.sopInstanceUid()));
      var rescale = groups.find(Tag.PixelValueTransformationSequence);
      frames.add(
          frame(
              instance,
              index,
              placement,
              rescale == null ? dataset : rescale,
              Optional.of(groups)));
    }
    return frames;
  }

  /** Frames that nothing places; rescale and pixel spacing may stand in functional groups. */
  private static List<Frame> asStored(DicomInstance instance) throws RefusedSeriesException {
    var dataset = instance.dataset();
    var shared = dataset.getNestedDataset(Tag.SharedFunctionalGroupsSequence);
    var perFrame = dataset.getSequence(Tag.PerFrameFunctionalGroupsSequence);
    var frames = new ArrayList<Frame>();
    for (var index = 0; index < instance.frames(); index++) {
      var own = perFrame == null ? new Attributes() : perFrame.get(index);
      var groups = new FunctionalGroups(own, shared);
      var measures = groups.find(Tag.PixelMeasuresSequence);
      var placement =
          Placement.asStored(
              index,
              instance.frames(),
              measures == null ? dataset : measures,
              instance.format(),
              instance.name());
      var rescale = groups.find(Tag.PixelValueTransformationSequence);
      frames.add(
          frame(
              instance,
              index,
              placement,
              rescale == null ? dataset : rescale,
              Optional.of(groups)));
    }
    return frames;
  }

  private static boolean isPlaced(FunctionalGroups groups) {
    return groups.find(Tag.PlanePositionSequence) != null
        || groups.find(Tag.PlaneOrientationSequence) != null;
  }

  private static Frame frame(
      DicomInstance instance,
      int index,
      Placement placement,
      Attributes rescale,
      Optional<FunctionalGroups> groups)
      throws RefusedSeriesException {
    var slope = number(rescale, Tag.RescaleSlope, 1);
    var intercept = number(rescale, Tag.RescaleIntercept, 0);
    if (slope == 0 || !Double.isFinite(slope) || !Double.isFinite(intercept)) {
      throw new RefusedSeriesException(
          RefusalCode.UNSUPPORTED_PIXEL_FORMAT,
          "RescaleSlope %s and RescaleIntercept %s of instance %s give no values."
              .formatted(slope, intercept, instance.sopInstanceUid()));
    }
    return new Frame(instance, index, placement, slope, intercept, groups);
  }

  /**
   * A missing value is the default; a malformed one, which the toolkit takes for missing, is NaN.
   */
  private static double number(Attributes dataset, int tag, double missing) {
    return dataset.containsValue(tag) ? dataset.getDouble(tag, Double.NaN) : missing;
  }
}
