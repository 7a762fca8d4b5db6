package org.seriesflow.dicom;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.seriesflow.imaging.Vector3;

/**
 * What is read of a data set while it passes: no further than In-concatenation Total Number
 * (0020,9163) and what is asked for, so that nothing of its pixels is waited for. Apart from the
 * UIDs each is read only where it is well formed: nobody is refused for the sake of a hint.
 *
 * @param scanner Device Serial Number (0018,1000), else Station Name (0008,1010)
 * @param plane where the image lies, if the data set itself says so; multi-frame images do not
 * @param concatenation what the instance is a part of
 * @param asked values of the attributes that were asked for, by path; those that are missing or
 *     cannot be read are not there. They may identify a patient
 */
public record InstanceHeader(
    InstanceUids uids,
    Optional<String> scanner,
    Optional<ImagePlane> plane,
    Optional<ConcatenationPart> concatenation,
    Map<String, List<String>> asked) {

  private static final int LONGEST_SCANNER = 64;

  /** By ascending tag. */
  private static final int[] HINTS = {
    Tag.StationName,
    Tag.DeviceSerialNumber,
    Tag.ImagePositionPatient,
    Tag.ImageOrientationPatient,
    Tag.ConcatenationUID,
    Tag.InConcatenationNumber,
    Tag.InConcatenationTotalNumber
  };

  /**
   * The image plane (PS3.3 C.7.6.2.1.1), LPS, mm.
   *
   * @param position Image Position (Patient)
   * @param row first three direction cosines of Image Orientation (Patient), as they stand
   * @param column the other three
   */
  public record ImagePlane(Vector3 position, Vector3 row, Vector3 column) {}

  /**
   * A part of a concatenation (PS3.3 C.7.6.16.2.2.4).
   *
   * @param uid Concatenation UID (0020,9161)
   * @param number In-concatenation Number (0020,9162), from 1
   * @param total In-concatenation Total Number (0020,9163), where it is said
   */
  public record ConcatenationPart(String uid, int number, Optional<Integer> total) {}

  public InstanceHeader {
    asked = Map.copyOf(asked);
  }

  /** One of which only the UIDs are known. */
  public static InstanceHeader of(InstanceUids uids) {
    return new InstanceHeader(uids, Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
  }

  /** The header that these elements make, which stay as they are. */
  static InstanceHeader of(InstanceUids uids, Attributes dataset, AskedAttributes asked) {
    // The toolkit keeps a number in place of the text that it read, and would write that otherwise.
    var own = new Attributes(dataset, HINTS);
    return new InstanceHeader(
        uids,
        text(own, Tag.DeviceSerialNumber).or(() -> text(own, Tag.StationName)),
        plane(own),
        concatenation(own),
        asked.in(dataset));
  }

  private static Optional<String> text(Attributes dataset, int tag) {
    return Optional.ofNullable(dataset.getString(tag))
        .map(String::strip)
        .filter(text -> !text.isEmpty() && text.length() <= LONGEST_SCANNER);
  }

  private static Optional<ImagePlane> plane(Attributes dataset) {
    var position = numbers(dataset, Tag.ImagePositionPatient, 3);
    var cosines = numbers(dataset, Tag.ImageOrientationPatient, 6);
    return position.isEmpty() || cosines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ImagePlane(
                vector(position.get(), 0), vector(cosines.get(), 0), vector(cosines.get(), 3)));
  }

  private static Vector3 vector(double[] values, int from) {
    return new Vector3(values[from], values[from + 1], values[from + 2]);
  }

  private static Optional<double[]> numbers(Attributes dataset, int tag, int count) {
    try {
      return Optional.ofNullable(dataset.getDoubles(tag))
          .filter(values -> values.length == count)
          .filter(values -> Arrays.stream(values).allMatch(Double::isFinite));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<ConcatenationPart> concatenation(Attributes dataset) {
    var uid = dataset.getString(Tag.ConcatenationUID);
    var number = dataset.getInt(Tag.InConcatenationNumber, 0);
    var total = dataset.getInt(Tag.InConcatenationTotalNumber, 0);
    return InstanceUids.isUid(uid) && number > 0
        ? Optional.of(
            new ConcatenationPart(uid, number, total > 0 ? Optional.of(total) : Optional.empty()))
        : Optional.empty();
  }
}
