package org.seriesflow.inference.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.inference.engine.NeuralNetwork.Feed;
import org.seriesflow.inference.manifest.TensorSpec;
import org.seriesflow.inference.manifest.TensorSpec.Axis;
import org.seriesflow.inference.operator.Network;

/** Operator 9: one call of a network with a batch of one. */
final class NetworkSteps {
  private NetworkSteps() {}

  static Map<String, Value> run(Network.Run step, StepInputs in) {
    var model = in.frame().model(step.model());
    var feeds = new LinkedHashMap<String, Feed>();
    var spacing = List.<Double>of();
    var plane = Optional.<org.seriesflow.imaging.operator.SliceAxis>empty();
    for (var spec : model.declared().inputs().values()) {
      switch (in.value(spec.name())) {
        case Value.MapImage map -> {
          feeds.put(spec.name(), new Feed(map.tensor(), shape(spec, map.channels(), map.size())));
          spacing = map.spacingMm();
          plane = map.plane();
        }
        case Value.Scores scores -> {
          var values = Tensor.allocate(scores.values().size());
          in.keep(values);
          for (int i = 0; i < scores.values().size(); i++) {
            values.set(scores.values().get(i).floatValue(), i);
          }
          feeds.put(spec.name(), new Feed(values, List.of(1, scores.values().size())));
        }
        case Value other -> throw new IllegalStateException("no network takes a " + other);
      }
    }
    var answer = in.run().call(model, feeds, step.outputs());
    answer.outputs().values().forEach(in::keep);
    var values = new LinkedHashMap<String, Value>();
    for (var name : step.outputs()) {
      var spec = model.declared().outputs().get(name);
      values.put(name, value(spec, answer.outputs().get(name), spacing, plane, in));
    }
    return values;
  }

  private static List<Integer> shape(TensorSpec spec, int channels, int[] size) {
    var shape = new ArrayList<Integer>();
    int spatial = 0;
    for (var axis : spec.axes()) {
      shape.add(
          switch (axis) {
            case BATCH, TIME, LABEL -> 1;
            case CHANNEL -> channels;
            case Z, Y, X -> size[spatial++];
          });
    }
    return shape;
  }

  private static Value value(
      TensorSpec spec,
      Tensor tensor,
      List<Double> spacing,
      Optional<org.seriesflow.imaging.operator.SliceAxis> plane,
      StepInputs in) {
    if (spec.labels().isPresent()) {
      var floats = tensor.toArray();
      var doubles = new double[floats.length];
      for (int i = 0; i < floats.length; i++) {
        doubles[i] = floats[i];
      }
      return Value.Scores.of(in.run().labels(spec.labels().get()), spec.content(), doubles);
    }
    int rank = spec.spatialSize().size();
    var shape = tensor.shape();
    boolean batched = spec.axes().getFirst() == Axis.BATCH;
    var view = tensor;
    if (batched) {
      view = tensor.reshaped(java.util.Arrays.copyOfRange(shape, 1, shape.length));
      in.keep(view);
    }
    var known = spacing.size() == rank ? spacing : java.util.Collections.nCopies(rank, 1.0);
    return new Value.MapImage(view, known, plane);
  }
}
