package org.seriesflow.dicom;

import java.util.Optional;
import org.aoju.bus.image.Tag;

/**
 * Stored values that are no image: Pixel Padding Value (0028,0120), up to Pixel Padding Range Limit
 * (0028,0121) where there is one (PS3.3 C.7.5.1.1.2).
 *
 * @param value Pixel Padding Value, as the volume stores it
 * @param least of the range
 * @param greatest of the range
 */
record PixelPadding(double value, double least, double greatest) {

  /** The padding of an instance, in the numbers that {@link SliceCells} gives. */
  static Optional<PixelPadding> of(DicomInstance instance) {
    var dataset = instance.dataset();
    if (!dataset.containsValue(Tag.PixelPaddingValue)) {
      return Optional.empty();
    }
    var value = stored(instance, Tag.PixelPaddingValue);
    var limit =
        dataset.containsValue(Tag.PixelPaddingRangeLimit)
            ? stored(instance, Tag.PixelPaddingRangeLimit)
            : value;
    return Optional.of(new PixelPadding(value, Math.min(value, limit), Math.max(value, limit)));
  }

  /** The two attributes are read as US or SS by whoever encoded them; the cells' sign decides. */
  private static double stored(DicomInstance instance, int tag) {
    var format = instance.format();
    var number = format.number(instance.dataset().getInt(tag, 0));
    return (double) (Polarity.isInverted(instance) ? Polarity.invert(number, format) : number);
  }

  boolean contains(double stored) {
    return stored >= least && stored <= greatest;
  }
}
