package org.seriesflow.dicom;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;

/**
 * Attributes that are read of a data set while it passes, beside what every {@link InstanceHeader}
 * has. They stand before the pixel data, so that nothing of those is waited for. Only those of the
 * data set itself: what an enhanced image says in functional groups (PS3.3 C.7.6.16) is not looked
 * for.
 */
public final class AskedAttributes {
  /** None. */
  public static final AskedAttributes NONE = new AskedAttributes(List.of());

  /** Group of the pixel data (PS3.3 C.7.6.3); what stands behind them is never read in passing. */
  private static final int PIXEL_DATA = 0x7FE0_0000;

  private final List<String> paths;
  private final Set<Integer> tags;
  private final int[] selection;

  private AskedAttributes(List<String> paths) {
    this.paths = paths;
    tags =
        Stream.concat(
                Stream.of(Tag.SpecificCharacterSet), paths.stream().flatMap(AskedAttributes::tags))
            .collect(Collectors.toUnmodifiableSet());
    // By ascending tag, as the toolkit wants it.
    selection =
        IntStream.concat(
                IntStream.of(Tag.SpecificCharacterSet),
                paths.stream().mapToInt(path -> tags(path).findFirst().orElseThrow()))
            .sorted()
            .distinct()
            .toArray();
  }

  /**
   * Attributes by their paths.
   *
   * @throws IllegalArgumentException naming the first path that is none, or cannot be read in
   *     passing
   */
  public static AskedAttributes of(Collection<String> paths) {
    for (var path : paths) {
      if (!isReadInPassing(path)) {
        throw new IllegalArgumentException(
            "'" + path + "' is no attribute that stands before the pixel data");
      }
    }
    return new AskedAttributes(List.copyOf(paths));
  }

  /**
   * Whether there is such an attribute, before the pixel data.
   *
   * @param path as in {@link SeriesHeader#isKnown}
   */
  public static boolean isReadInPassing(String path) {
    return SeriesHeader.isKnown(path)
        && Integer.compareUnsigned(tags(path).findFirst().orElseThrow(), PIXEL_DATA) < 0;
  }

  private static Stream<Integer> tags(String path) {
    return SeriesHeader.keywords(path).stream().map(SeriesHeader::tag);
  }

  /** Whether elements of that tag are needed, at whatever depth. */
  boolean has(int tag) {
    return !paths.isEmpty() && tags.contains(tag);
  }

  /** The highest tag of the data set itself that is asked for; 0 where none is. */
  int lastTag() {
    return paths.isEmpty() ? 0 : selection[selection.length - 1];
  }

  /** The values in that data set, which stays as it is, by path; what is missing is not there. */
  Map<String, List<String>> in(Attributes dataset) {
    if (paths.isEmpty()) {
      return Map.of();
    }
    var own = new Attributes(dataset, selection);
    var values = new LinkedHashMap<String, List<String>>();
    for (var path : paths) {
      var found = SeriesHeader.values(own, SeriesHeader.keywords(path));
      if (!found.isEmpty()) {
        values.put(path, found);
      }
    }
    return values;
  }
}
