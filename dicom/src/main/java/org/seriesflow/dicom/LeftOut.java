package org.seriesflow.dicom;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The images of a series that are in no volume, by the reason why. */
final class LeftOut {
  private static final int NAMED = 10;

  private final Map<RefusalCode, List<String>> names = new EnumMap<>(RefusalCode.class);
  private int images;

  /**
   * Leaves out an instance or a frame.
   *
   * @param name for people
   * @param count of the images that it holds
   */
  void add(RefusalCode code, String name, int count) {
    names.computeIfAbsent(code, reason -> new ArrayList<>()).add(name);
    images += count;
  }

  /** How many images that is. */
  int images() {
    return images;
  }

  /** All of them in words, by their reasons; empty where there are none. */
  Optional<Repair> repair() {
    if (images == 0) {
      return Optional.empty();
    }
    var reasons =
        names.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + words(entry.getValue()))
            .collect(Collectors.joining("; "));
    return Optional.of(
        new Repair(
            "IMAGES_LEFT_OUT", "%d image(s) are in no volume. %s.".formatted(images, reasons)));
  }

  private static String words(List<String> all) {
    var named = all.stream().limit(NAMED).collect(Collectors.joining(", "));
    return all.size() > NAMED ? named + " and %d more".formatted(all.size() - NAMED) : named;
  }
}
