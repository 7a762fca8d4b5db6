package org.seriesflow.inference.engine;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.operator.Channels;
import org.seriesflow.imaging.operator.Flips;
import org.seriesflow.imaging.operator.Scores;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.inference.operator.Activate;
import org.seriesflow.inference.operator.Reduce;

/** Operators 12 and 17. */
final class ScoreSteps {
  private ScoreSteps() {}

  static Map<String, Value> activate(Activate activate, StepInputs in) {
    return switch (activate) {
      case Activate.Argmax argmax -> {
        var map = in.map("values");
        yield Map.of("mask", map.with(in.keep(Channels.argmax(map.tensor()))));
      }
      case Activate.Threshold threshold -> {
        var map = in.map("values");
        var copy = Flips.flip(map.tensor().reshaped(withChannels(map)));
        var limits = new double[map.channels()];
        for (int c = 0; c < limits.length; c++) {
          limits[c] = threshold.thresholds().get(threshold.thresholds().size() == 1 ? 0 : c);
        }
        Channels.threshold(copy, limits);
        var mask = map.channels() == 1 ? copy.reshaped(map.size()) : copy;
        yield Map.of("mask", map.with(in.keep(mask)));
      }
      case Activate.Softmax softmax ->
          Map.of(
              "values",
              switch (in.value("values")) {
                case Value.Scores scores -> probabilities(scores, Scores.softmax(scores.array()));
                case Value.MapImage map -> {
                  var copy = in.keep(Flips.flip(map.tensor()));
                  Channels.softmax(copy);
                  yield map.with(copy);
                }
                case Value other -> throw new IllegalStateException("no scores: " + other);
              });
      case Activate.Sigmoid sigmoid ->
          Map.of(
              "values",
              switch (in.value("values")) {
                case Value.Scores scores -> {
                  var values = scores.array();
                  for (int i = 0; i < values.length; i++) {
                    values[i] = Scores.sigmoid(values[i]);
                  }
                  yield probabilities(scores, values);
                }
                case Value.MapImage map -> {
                  var copy = in.keep(Flips.flip(map.tensor()));
                  Channels.sigmoid(copy);
                  yield map.with(copy);
                }
                case Value other -> throw new IllegalStateException("no scores: " + other);
              });
    };
  }

  private static int[] withChannels(Value.MapImage map) {
    var size = map.size();
    var shape = new int[size.length + 1];
    shape[0] = map.channels();
    System.arraycopy(size, 0, shape, 1, size.length);
    return shape;
  }

  private static Value probabilities(Value.Scores logits, double[] values) {
    return Value.Scores.of(logits.labels(), Content.PROBABILITIES, values);
  }

  static Map<String, Value> reduce(Reduce reduce, StepInputs in) {
    var all = List.copyOf(in.all().values());
    var places = all.getFirst() instanceof Value.Items(var list) ? list : all;
    var items = places.stream().filter(item -> !(item instanceof Value.Absent)).toList();
    if (reduce instanceof Reduce.Weighted && items.size() < places.size()) {
      throw new IllegalStateException(
          in.step().id() + ": an element is missing, and the weights are of all");
    }
    if (items.isEmpty()) {
      throw new IllegalStateException(in.step().id() + ": there is nothing to reduce");
    }
    if (items.getFirst() instanceof Value.Scores first) {
      var vectors = items.stream().map(item -> ((Value.Scores) item).array()).toList();
      var values = reduced(reduce, vectors);
      return Map.of("values", Value.Scores.of(first.labels(), first.content(), values));
    }
    return Map.of("values", reducedMaps(reduce, items, in));
  }

  private static double[] reduced(Reduce reduce, List<double[]> vectors) {
    return switch (reduce) {
      case Reduce.Mean mean -> Scores.mean(vectors);
      case Reduce.Weighted weighted ->
          Scores.weightedMean(
              vectors, weighted.weights().stream().mapToDouble(Double::doubleValue).toArray());
      case Reduce.Median median -> Scores.median(vectors);
      case Reduce.Max max -> Scores.max(vectors);
      case Reduce.TopK top -> Scores.topKMean(vectors, top.count());
      case Reduce.Rank rank -> Scores.meanRank(vectors);
    };
  }

  static Value reducedMaps(Reduce reduce, List<Value> items, StepInputs in) {
    var maps = items.stream().map(Value.MapImage.class::cast).toList();
    var first = maps.getFirst();
    var result = in.keep(Tensor.allocate(first.tensor().shape()));
    if (reduce instanceof Reduce.Mean) {
      mean(maps, result);
      return first.with(result);
    }
    var sources = maps.stream().map(map -> map.tensor().buffer()).toList();
    var target = result.buffer();
    for (int at = 0; at < target.capacity(); at++) {
      var column = new ArrayList<double[]>(sources.size());
      for (var source : sources) {
        column.add(new double[] {source.get(at)});
      }
      target.put(at, (float) reduced(reduce, column)[0]);
    }
    return first.with(result);
  }

  /** Logits of many labels on a whole volume may pass 2 GiB, which is more than a buffer holds. */
  private static void mean(List<Value.MapImage> maps, Tensor target) {
    var sources = maps.stream().map(map -> map.tensor().data()).toList();
    for (long at = 0; at < target.elements(); at++) {
      double sum = 0;
      for (var source : sources) {
        sum += source.getAtIndex(ValueLayout.JAVA_FLOAT, at);
      }
      target.data().setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) (sum / sources.size()));
    }
  }
}
