package org.seriesflow.dicom;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.ElementDictionary;
import org.aoju.bus.image.galaxy.data.VR;

/**
 * The header of the first image of a series as it is stored, by the keywords of PS3.6. It may hold
 * what identifies a patient: values are for decisions, not for events and logs.
 *
 * <p>What an enhanced image keeps in functional groups (PS3.3 C.7.6.16) is found by its keyword,
 * too: in the data set, then in the groups of the frame, then in the shared ones.
 */
public final class SeriesHeader {
  private static final int NO_TAG = -1;

  private final Attributes dataset;
  private final Optional<FunctionalGroups> groups;

  private SeriesHeader(Attributes dataset, Optional<FunctionalGroups> groups) {
    this.dataset = dataset;
    this.groups = groups;
  }

  static SeriesHeader of(Frame frame) {
    return new SeriesHeader(frame.instance().dataset(), frame.groups());
  }

  static SeriesHeader of(DicomInstance instance) {
    var dataset = instance.dataset();
    var perFrame = dataset.getSequence(Tag.PerFrameFunctionalGroupsSequence);
    var own = perFrame == null || perFrame.isEmpty() ? new Attributes() : perFrame.getFirst();
    var shared = dataset.getNestedDataset(Tag.SharedFunctionalGroupsSequence);
    return new SeriesHeader(dataset, Optional.of(new FunctionalGroups(own, shared)));
  }

  /**
   * Whether there is such an attribute.
   *
   * @param path a keyword of PS3.6, or several parted by full stops: sequences, and an attribute of
   *     their items
   */
  public static boolean isKnown(String path) {
    var keywords = keywords(path);
    for (var i = 0; i < keywords.size(); i++) {
      var tag = tag(keywords.get(i));
      if (tag == NO_TAG || isSequence(tag) == (i == keywords.size() - 1)) {
        return false;
      }
    }
    return true;
  }

  /** The keywords that a path consists of. */
  static List<String> keywords(String path) {
    return List.of(path.split("\\.", -1));
  }

  static int tag(String keyword) {
    return ElementDictionary.tagForKeyword(keyword, null);
  }

  private static boolean isSequence(int tag) {
    return ElementDictionary.vrOf(tag, null) == VR.SQ;
  }

  /**
   * The values of an attribute in all items that the path leads through, without the space around
   * them; empty where there is none. Values above 64 KiB are never there.
   */
  public List<String> values(String path) {
    var keywords = keywords(path);
    var found = values(dataset, keywords);
    return found.isEmpty()
        ? groups.stream()
            .flatMap(g -> Stream.of(g.own(), g.shared()))
            .filter(container -> container != null)
            .map(container -> inMacros(container, keywords))
            .filter(values -> !values.isEmpty())
            .findFirst()
            .orElse(List.of())
        : found;
  }

  /** Each functional group is a macro: a sequence of one item that holds the attributes. */
  private static List<String> inMacros(Attributes container, List<String> keywords) {
    return Arrays.stream(container.tags())
        .mapToObj(container::getNestedDataset)
        .filter(item -> item != null)
        .map(item -> values(item, keywords))
        .filter(values -> !values.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /** The values of an attribute in all items that the path leads through. */
  static List<String> values(Attributes from, List<String> keywords) {
    var tag = tag(keywords.getFirst());
    if (keywords.size() > 1) {
      var sequence = from.getSequence(tag);
      var rest = keywords.subList(1, keywords.size());
      return sequence == null
          ? List.of()
          : sequence.stream().flatMap(item -> values(item, rest).stream()).toList();
    }
    var values = from.getStrings(tag);
    return values == null
        ? List.of()
        : Arrays.stream(values)
            .filter(value -> value != null && !value.isBlank())
            .map(String::strip)
            .toList();
  }
}
