package org.seriesflow.inference.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.operator.SliceAxis;
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
    var plane = Optional.<SliceAxis>empty();
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
        case Value.Items items -> {
          var maps = items.present().stream().map(Value.MapImage.class::cast).toList();
          feeds.put(spec.name(), inTime(spec, maps, in));
        }
        case Value other -> throw new IllegalStateException("no network takes a " + other);
      }
    }
    var answer = in.run().call(model, feeds, step.outputs());
    var values = new LinkedHashMap<String, Value>();
    for (var name : step.outputs()) {
      var spec = model.declared().outputs().get(name);
      values.put(name, value(spec, answer.outputs().get(name), spacing, plane, in));
    }
    return values;
  }

  /** A list of maps of one size along the axis of time. */
  private static Feed inTime(TensorSpec spec, List<Value.MapImage> maps, StepInputs in) {
    int declared = spec.size(Axis.TIME);
    if (maps.isEmpty() || (declared != TensorSpec.ANY && declared != maps.size())) {
      throw new IllegalStateException(
          in.step().id() + ": " + maps.size() + " maps do not fill the tensor " + spec.shape());
    }
    var first = maps.getFirst();
    int values = Math.toIntExact(first.tensor().elements());
    var all = in.keep(Tensor.allocate(maps.size(), values));
    for (int t = 0; t < maps.size(); t++) {
      if (!Arrays.equals(first.tensor().shape(), maps.get(t).tensor().shape())) {
        throw new IllegalStateException(in.step().id() + ": the maps in time differ in size");
      }
      all.buffer().put(t * values, maps.get(t).tensor().buffer(), 0, values);
    }
    var shape = new ArrayList<>(shape(spec, first.channels(), first.size()));
    shape.set(spec.axes().indexOf(Axis.TIME), maps.size());
    return new Feed(all, shape);
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
      Optional<SliceAxis> plane,
      StepInputs in) {
    if (spec.labels().isPresent()) {
      var floats = tensor.toArray();
      tensor.close();
      var doubles = new double[floats.length];
      for (int i = 0; i < floats.length; i++) {
        doubles[i] = floats[i];
      }
      return Value.Scores.of(in.run().labels(spec.labels().get()), spec.content(), doubles);
    }
    int rank = spec.spatialSize().size();
    var shape = tensor.shape();
    boolean batched = spec.axes().getFirst() == Axis.BATCH;
    // A view and its tensor share memory, so only the one that goes on is kept.
    var view = batched ? tensor.reshaped(Arrays.copyOfRange(shape, 1, shape.length)) : tensor;
    in.keep(view);
    var known = spacing.size() == rank ? spacing : Collections.nCopies(rank, 1.0);
    return new Value.MapImage(view, known, plane);
  }
}
