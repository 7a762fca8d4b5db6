package org.seriesflow.dicom;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sorts the images of a series into volumes. Images that do not fit to the rest are left out, and
 * named, as long as they are fewer than those that do; where no such majority is, the series is
 * refused.
 */
final class SeriesPlanner {
  private final NormalisationSettings settings;
  private final LeftOut leftOut = new LeftOut();

  private SeriesPlanner(NormalisationSettings settings) {
    this.settings = settings;
  }

  /** The volumes of a series, or why there are none. */
  static VolumePlans plan(List<DicomInstance> instances, NormalisationSettings settings)
      throws RefusedSeriesException {
    var planner = new SeriesPlanner(settings);
    return planner.plans(planner.frames(planner.images(instances)));
  }

  /** Instances that may be slices. */
  private List<DicomInstance> images(List<DicomInstance> instances) throws RefusedSeriesException {
    var images = new Majority<DicomInstance>(DicomInstance::frames);
    for (var instance : instances) {
      try {
        InstanceRules.check(instance);
        images.keep(instance);
      } catch (RefusedSeriesException e) {
        images.refuse(instance, e);
      }
    }
    var kept = images.kept(leftOut, DicomInstance::name);
    if (kept.size() < SliceStack.LEAST_SLICES
        && kept.stream().allMatch(instance -> instance.frames() == 1)) {
      throw SliceStack.tooFew(kept.size());
    }
    return kept;
  }

  /** The frames of instances that say where they lie. */
  private List<Frame> frames(List<DicomInstance> instances) throws RefusedSeriesException {
    var placed = new Majority<DicomInstance>(DicomInstance::frames);
    var frames = new ArrayList<Frame>();
    for (var instance : instances) {
      try {
        frames.addAll(FrameReader.frames(instance));
        placed.keep(instance);
      } catch (RefusedSeriesException e) {
        placed.refuse(instance, e);
      }
    }
    placed.kept(leftOut, DicomInstance::name);
    return frames;
  }

  private VolumePlans plans(List<Frame> frames) throws RefusedSeriesException {
    var stacks = new Majority<VolumeSplit.Part>(part -> part.frames().size());
    var built = new ArrayList<SliceStack>();
    for (var part : parts(frames)) {
      try {
        built.add(SliceStack.of(part.frames(), settings));
        stacks.keep(part);
      } catch (RefusedSeriesException e) {
        stacks.refuse(part, e);
      }
    }
    var kept = stacks.kept(leftOut, VolumeSplit.Part::name);
    var plans = new ArrayList<VolumePlan>();
    for (var i = 0; i < kept.size(); i++) {
      plans.add(VolumePlan.of(built.get(i), kept.get(i), i, kept.size(), leftOut.repair()));
    }
    var first = built.getFirst().frames().getFirst();
    return new VolumePlans(
        plans,
        leftOut.images(),
        SeriesAttributesReader.read(first.instance()),
        SeriesHeader.of(first));
  }

  /** By stack, then by what tells images at one place apart. */
  private List<VolumeSplit.Part> parts(List<Frame> frames) throws RefusedSeriesException {
    Map<String, List<Frame>> stacks = new LinkedHashMap<>();
    for (var frame : frames) {
      stacks.computeIfAbsent(frame.stack(), id -> new ArrayList<>()).add(frame);
    }
    var parts = new ArrayList<VolumeSplit.Part>();
    for (var stack : stacks.entrySet()) {
      for (var part : VolumeSplit.of(ofOneGrid(stack.getValue()))) {
        parts.add(stacks.size() > 1 ? part.within("StackID", stack.getKey()) : part);
      }
    }
    return parts;
  }

  /** Those frames that most agree with in size, orientation, spacing and cells. */
  private List<Frame> ofOneGrid(List<Frame> frames) throws RefusedSeriesException {
    var grids = new ArrayList<List<Frame>>();
    for (var frame : frames) {
      grids.stream()
          .filter(grid -> SliceRules.mismatch(grid.getFirst(), frame).isEmpty())
          .findFirst()
          .orElseGet(
              () -> {
                grids.add(new ArrayList<>());
                return grids.getLast();
              })
          .add(frame);
    }
    var largest = grids.stream().max(Comparator.comparingInt(List::size)).orElseThrow();
    var kept = new Majority<Frame>(frame -> 1);
    largest.forEach(kept::keep);
    for (var grid : grids) {
      if (grid != largest) {
        var first = largest.getFirst();
        var mismatch = SliceRules.mismatch(first, grid.getFirst()).orElseThrow();
        var odd = SliceRules.refusal(mismatch, first, grid.getFirst());
        grid.forEach(frame -> kept.refuse(frame, odd));
      }
    }
    return kept.kept(leftOut, Frame::name);
  }
}
