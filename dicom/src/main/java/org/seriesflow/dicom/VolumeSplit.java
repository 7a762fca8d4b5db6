package org.seriesflow.dicom;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Tells the volumes of a series apart that has several images at one place: time points, echoes,
 * components. A dimension is used only where it halves, thirds, … what stands at one place
 * throughout; one that merely counts images, or changes along the stack, tells nothing.
 */
final class VolumeSplit {
  private static final Comparator<String> NUMBERS_FIRST =
      Comparator.comparingDouble(VolumeSplit::number).thenComparing(Comparator.naturalOrder());

  private final List<FrameDimension> used = new ArrayList<>();
  private List<List<Frame>> groups;

  private VolumeSplit(List<Frame> frames) {
    groups = List.of(frames);
  }

  /**
   * The frames of one volume.
   *
   * @param dimension labels of what tells it from the others, joined by "+"; empty where it is the
   *     only one
   * @param value of those dimensions
   */
  record Part(String dimension, String value, List<Frame> frames) {
    /** The same among the parts of an outer dimension. */
    Part within(String outer, String outerValue) {
      return dimension.isEmpty()
          ? new Part(outer, outerValue, frames)
          : new Part(outer + "+" + dimension, outerValue + "+" + value, frames);
    }

    String name() {
      return "%d images with %s %s".formatted(frames.size(), dimension, value);
    }
  }

  /**
   * Splits frames of one grid.
   *
   * @return the volumes in the order of their values, numbers before texts; one where nothing tells
   *     the frames apart
   */
  static List<Part> of(List<Frame> frames) {
    var split = new VolumeSplit(frames);
    for (var dimension : FrameDimension.values()) {
      split.by(dimension);
    }
    return split.parts();
  }

  /** Splits each group in which several frames stand at one place, if that helps every such one. */
  private void by(FrameDimension dimension) {
    var next = new ArrayList<List<Frame>>();
    for (var group : groups) {
      var depth = depth(group);
      if (depth == 1) {
        next.add(group);
        continue;
      }
      var byValue = byValue(group, dimension);
      var useful =
          byValue.size() > 1
              && byValue.size() <= depth
              && byValue.values().stream().allMatch(part -> depth(part) < depth);
      if (!useful) {
        return;
      }
      next.addAll(byValue.values());
    }
    if (next.size() > groups.size()) {
      groups = next;
      used.add(dimension);
    }
  }

  private static Map<String, List<Frame>> byValue(List<Frame> frames, FrameDimension dimension) {
    return frames.stream()
        .collect(
            Collectors.groupingBy(
                frame -> frame.value(dimension),
                () -> new TreeMap<>(NUMBERS_FIRST),
                Collectors.toList()));
  }

  /** How many frames stand at the place where most do. */
  private static int depth(List<Frame> frames) {
    var normal = frames.getFirst().placement().normal();
    var positions =
        frames.stream().mapToDouble(frame -> frame.placement().along(normal)).sorted().toArray();
    var depth = 1;
    var here = 1;
    for (var i = 1; i < positions.length; i++) {
      here = positions[i] - positions[i - 1] < SliceRules.SAME_PLACE_MM ? here + 1 : 1;
      depth = Math.max(depth, here);
    }
    return depth;
  }

  private List<Part> parts() {
    var label = used.stream().map(FrameDimension::label).collect(Collectors.joining("+"));
    var parts = new ArrayList<Part>();
    for (var group : groups) {
      var first = group.getFirst();
      var value =
          used.stream()
              .map(first::value)
              .map(text -> text.isEmpty() ? "none" : text)
              .collect(Collectors.joining("+"));
      parts.add(new Part(label, value, group));
    }
    return parts;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.POSITIVE_INFINITY;
    }
  }
}
