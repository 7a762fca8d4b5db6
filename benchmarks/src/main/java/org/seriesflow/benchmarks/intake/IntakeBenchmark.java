package org.seriesflow.benchmarks.intake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.seriesflow.benchmarks.ScratchFolder;
import org.seriesflow.benchmarks.Side;

/**
 * Instances a second that receivers take from the same sender. The sides take turns, each round
 * beginning with another one; every run sends instances that were never sent before, the same to
 * each side.
 */
public final class IntakeBenchmark {
  private static final int WARM_UP_STEP = 400;
  private static final int WARM_UP_ASSOCIATIONS = 4;

  private final List<Receiver> receivers;
  private final SyntheticSlices slices;
  private final Path scratch;
  private final Consumer<String> progress;

  /**
   * @param receivers all sides
   * @param slices what is sent
   * @param scratch folder in which what is sent is written, and deleted again
   */
  public IntakeBenchmark(
      List<Receiver> receivers, SyntheticSlices slices, Path scratch, Consumer<String> progress) {
    this.receivers = List.copyOf(receivers);
    this.slices = slices;
    this.scratch = scratch;
    this.progress = progress;
  }

  /**
   * Sends.
   *
   * @param associations open at once
   * @param window instances that may wait for their response at once on each, where the receiver
   *     grants that; 1: one after the other
   * @param instances of each run, shared out among the associations
   * @param rounds that count; one before them does not
   * @return a side for each receiver, in their order: milliseconds of each run
   */
  public List<Side> run(int associations, int window, int instances, int rounds)
      throws IOException, InterruptedException {
    Map<Receiver, List<Double>> millis = new LinkedHashMap<>();
    receivers.forEach(receiver -> millis.put(receiver, new ArrayList<>()));
    for (int round = 0; round <= rounds; round++) {
      progress.accept(
          "%d association%s, window %d: %s"
              .formatted(
                  associations,
                  associations == 1 ? "" : "s",
                  window,
                  round == 0 ? "a round that does not count" : "round " + round + " of " + rounds));
      var order = new ArrayList<>(receivers);
      Collections.rotate(order, -round);
      try (var folder = new ScratchFolder(scratch)) {
        var series = write(folder.path(), associations, instances);
        for (var receiver : order) {
          Rest.await(receivers);
          double run = Sending.millis(series, receiver.address().withWindow(window));
          if (round > 0) {
            millis.get(receiver).add(run);
          }
        }
      }
    }
    return receivers.stream().map(one -> new Side(one.name(), millis.get(one))).toList();
  }

  /**
   * Sends to all, four associations at once, before anything counts: a service that has run for a
   * while has compiled what it runs.
   */
  public void warmUp(int instances) throws IOException, InterruptedException {
    int left = instances;
    while (left > 1) {
      progress.accept("warming up, " + left + " instances to go");
      int some = Math.min(left, WARM_UP_STEP);
      try (var folder = new ScratchFolder(scratch)) {
        var series = write(folder.path(), Math.min(some / 2, WARM_UP_ASSOCIATIONS), some);
        for (var receiver : receivers) {
          Sending.millis(series, receiver.address());
        }
      }
      left -= some;
    }
  }

  /**
   * Sends to the first receiver alone, step after step, while what it holds grows.
   *
   * @return milliseconds of each step
   */
  public List<Double> grow(int associations, int instancesOfStep, int steps)
      throws IOException, InterruptedException {
    var receiver = receivers.getFirst();
    var millis = new ArrayList<Double>();
    for (int step = 1; step <= steps; step++) {
      progress.accept("step " + step + " of " + steps);
      try (var folder = new ScratchFolder(scratch)) {
        var series = write(folder.path(), associations, instancesOfStep);
        Rest.await(receivers);
        millis.add(Sending.millis(series, receiver.address()));
      }
    }
    return millis;
  }

  private List<List<Path>> write(Path folder, int associations, int instances) throws IOException {
    var series = new ArrayList<List<Path>>();
    for (int i = 0; i < associations; i++) {
      int share = instances / associations + (i < instances % associations ? 1 : 0);
      series.add(slices.writeSeries(folder.resolve("series-" + i), share));
    }
    return series;
  }
}
