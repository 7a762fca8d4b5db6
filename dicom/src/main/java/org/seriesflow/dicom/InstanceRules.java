package org.seriesflow.dicom;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.aoju.bus.image.Tag;

/** What a single instance must be to be a slice, or several, of a volume. */
final class InstanceRules {
  /** Values of Image Type that say projection (PS3.3 C.8.16.1.3 and devices' own words). */
  private static final Set<String> PROJECTIONS =
      Set.of("PROJECTION IMAGE", "MIP", "MAX_IP", "MINIP", "MIN_IP", "MNIP", "MEAN_IP", "RADIAL");

  private static final Set<String> LOCALIZERS = Set.of("LOCALIZER", "SCOUT", "TOPOGRAM");

  private InstanceRules() {}

  static void check(DicomInstance instance) throws RefusedSeriesException {
    checkImage(instance);
    checkImageType(instance);
  }

  private static void checkImage(DicomInstance instance) throws RefusedSeriesException {
    var format = instance.format();
    if (instance.pixels().isEmpty() || format.rows() < 1 || format.columns() < 1) {
      throw new RefusedSeriesException(
          RefusalCode.NOT_AN_IMAGE,
          String.format(
              Locale.ROOT,
              "Instance %s of SOP class %s has no pixel data.",
              instance.sopInstanceUid(),
              instance.sopClassUid()));
    }
    if (!format.isMonochrome()) {
      throw new RefusedSeriesException(
          RefusalCode.COLOUR,
          String.format(
              Locale.ROOT,
              "Instance %s is %s with %d sample(s) a pixel; a volume takes one grey value a pixel.",
              instance.sopInstanceUid(),
              format.photometric(),
              format.samplesPerPixel()));
    }
    if (!format.isHandled()) {
      throw new RefusedSeriesException(
          RefusalCode.UNSUPPORTED_PIXEL_FORMAT,
          String.format(
              Locale.ROOT,
              "Instance %s allocates %d bits, stores %d, high bit %d; 8, 16 and 32 are handled.",
              instance.sopInstanceUid(),
              format.bitsAllocated(),
              format.bitsStored(),
              format.highBit()));
    }
    if (instance.dataset().getSequence(Tag.ModalityLUTSequence) != null) {
      throw new RefusedSeriesException(
          RefusalCode.UNSUPPORTED_PIXEL_FORMAT,
          String.format(
              Locale.ROOT,
              "Instance %s has a Modality LUT Sequence, which is not handled.",
              instance.sopInstanceUid()));
    }
  }

  private static void checkImageType(DicomInstance instance) throws RefusedSeriesException {
    var values = instance.dataset().getStrings(Tag.ImageType);
    if (values == null) {
      return;
    }
    var text = String.join("\\", values);
    var words = Arrays.stream(values).map(value -> value.toUpperCase(Locale.ROOT)).toList();
    if (words.contains("MOSAIC")) {
      throw new RefusedSeriesException(
          RefusalCode.MOSAIC,
          String.format(
              Locale.ROOT, "ImageType %s: a Siemens mosaic holds many slices in one image.", text));
    }
    if (words.stream().anyMatch(LOCALIZERS::contains)) {
      throw new RefusedSeriesException(
          RefusalCode.LOCALIZER, String.format(Locale.ROOT, "ImageType %s says localizer.", text));
    }
    if (words.stream().anyMatch(PROJECTIONS::contains)) {
      throw new RefusedSeriesException(
          RefusalCode.PROJECTION_IMAGE,
          String.format(
              Locale.ROOT,
              "ImageType %s says projection: its pixels do not lie in one plane.",
              text));
    }
  }
}
