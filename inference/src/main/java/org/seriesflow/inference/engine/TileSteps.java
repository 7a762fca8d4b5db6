package org.seriesflow.inference.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.operator.Regions;
import org.seriesflow.imaging.operator.SlidingWindows;
import org.seriesflow.imaging.operator.WindowBlend;
import org.seriesflow.imaging.operator.WindowWeights;
import org.seriesflow.inference.engine.NeuralNetwork.Feed;
import org.seriesflow.inference.manifest.TensorSpec;
import org.seriesflow.inference.operator.Network;
import org.seriesflow.inference.operator.Tile;

/**
 * Operator 10. A body of a single network with a free batch axis gets many windows in one call; any
 * other body runs window by window.
 */
final class TileSteps {
  private TileSteps() {}

  static Map<String, Value> run(Tile tile, StepInputs in) {
    var maps = new LinkedHashMap<String, Value.MapImage>();
    in.all().forEach((port, value) -> maps.put(port, (Value.MapImage) value));
    var first = maps.values().iterator().next();
    var window = tile.window().stream().mapToInt(Integer::intValue).toArray();
    var starts = starts(tile, first.size(), window);
    var blends = new LinkedHashMap<String, WindowBlend>();
    try (var weights = weights(tile.blending(), window)) {
      var batched = batchedBody(tile, in);
      for (int from = 0; from < starts.size(); ) {
        int count = batched == null ? 1 : Math.min(tile.batch(), starts.size() - from);
        var part = starts.subList(from, from + count);
        if (batched == null) {
          single(tile, maps, window, part.getFirst(), weights, blends, in);
        } else {
          batch(tile, batched, maps, window, part, weights, blends, in);
        }
        from += count;
      }
      var outputs = new LinkedHashMap<String, Value>();
      blends.forEach((name, blend) -> outputs.put(name, first.with(in.keep(blend.result()))));
      return outputs;
    } finally {
      blends.values().forEach(WindowBlend::close);
    }
  }

  private static List<int[]> starts(Tile tile, int[] size, int[] window) {
    if (!(tile.blending() instanceof Tile.Blending.ShiftedGrids(var shifts))) {
      return SlidingWindows.grid(size, window, tile.step());
    }
    var starts = new ArrayList<int[]>();
    for (double shift : shifts) {
      var perAxis = new int[size.length][];
      for (int axis = 0; axis < size.length; axis++) {
        int voxels = (int) Math.rint(shift * window[axis]);
        perAxis[axis] = SlidingWindows.shifted(size[axis], window[axis], tile.step(), voxels);
      }
      starts.addAll(SlidingWindows.product(perAxis));
    }
    return starts;
  }

  private static Tensor weights(Tile.Blending blending, int[] window) {
    return blending instanceof Tile.Blending.Gaussian g
        ? WindowWeights.gaussian(window, g.sigma(), g.truncate(), g.peak())
        : WindowWeights.uniform(window);
  }

  private static WindowBlend blend(
      Tile tile, int channels, int[] size, int[] window, Tensor weights) {
    var discard = new int[window.length];
    if (tile.blending() instanceof Tile.Blending.EdgeDiscard(double fraction)) {
      for (int i = 0; i < discard.length; i++) {
        discard[i] = (int) (window[i] * fraction);
      }
    }
    var overlap =
        tile.blending() instanceof Tile.Blending.Overwrite
            ? WindowBlend.Overlap.OVERWRITE
            : WindowBlend.Overlap.MEAN;
    return new WindowBlend(channels, size, weights, overlap, discard);
  }

  private static Network.Run batchedBody(Tile tile, StepInputs in) {
    var steps = tile.steps().steps();
    if (steps.size() == 1 && steps.getFirst().operator() instanceof Network.Run network) {
      var model = in.frame().model(network.model()).declared();
      boolean free =
          model.inputs().values().stream()
              .allMatch(spec -> spec.size(TensorSpec.Axis.BATCH) == TensorSpec.ANY);
      return free ? network : null;
    }
    return null;
  }

  private static void single(
      Tile tile,
      Map<String, Value.MapImage> maps,
      int[] window,
      int[] start,
      Tensor weights,
      Map<String, WindowBlend> blends,
      StepInputs in) {
    var size = maps.values().iterator().next().size();
    var inputs = new LinkedHashMap<String, Value>();
    var open = new ArrayList<Tensor>();
    try {
      maps.forEach(
          (port, map) -> {
            var stack = stack(map, window, List.of(start));
            var view = stack.reshaped(withChannels(map, window));
            open.add(stack);
            inputs.put(port, map.with(view));
          });
      try (var frame = new Frame(in.run(), tile.steps(), inputs, in.frame().models())) {
        frame
            .outputs()
            .forEach(
                (name, value) -> {
                  var map = (Value.MapImage) value;
                  var shape = new int[window.length + 2];
                  shape[0] = 1;
                  shape[1] = map.channels();
                  System.arraycopy(window, 0, shape, 2, window.length);
                  blends
                      .computeIfAbsent(
                          name, n -> blend(tile, map.channels(), size, window, weights))
                      .add(map.tensor().reshaped(shape), 0, start);
                });
      }
    } finally {
      open.forEach(Tensor::close);
    }
  }

  private static void batch(
      Tile tile,
      Network.Run network,
      Map<String, Value.MapImage> maps,
      int[] window,
      List<int[]> starts,
      Tensor weights,
      Map<String, WindowBlend> blends,
      StepInputs in) {
    var size = maps.values().iterator().next().size();
    var step = tile.steps().steps().getFirst();
    var feeds = new LinkedHashMap<String, Feed>();
    try {
      step.inputs()
          .forEach(
              (tensor, reference) -> {
                var stack = stack(maps.get(reference.output()), window, starts);
                var shape = java.util.Arrays.stream(stack.shape()).boxed().toList();
                feeds.put(tensor, new Feed(stack, shape));
              });
      var model = in.frame().model(network.model());
      var answer = in.run().call(model, feeds, network.outputs());
      try {
        tile.steps()
            .outputs()
            .forEach(
                (name, reference) -> {
                  var outputs = answer.outputs().get(reference.output());
                  var blend =
                      blends.computeIfAbsent(
                          name, n -> blend(tile, outputs.length(1), size, window, weights));
                  for (int i = 0; i < starts.size(); i++) {
                    blend.add(outputs, i, starts.get(i));
                  }
                });
      } finally {
        answer.outputs().values().forEach(Tensor::close);
      }
    } finally {
      feeds.values().forEach(feed -> feed.data().close());
    }
  }

  private static int[] withChannels(Value.MapImage map, int[] window) {
    var shape = new int[window.length + 1];
    shape[0] = map.channels();
    System.arraycopy(window, 0, shape, 1, window.length);
    return shape;
  }

  /** Windows behind one another: [window, channel, spatial...]. */
  private static Tensor stack(Value.MapImage map, int[] window, List<int[]> starts) {
    int rank = window.length;
    var source = new int[rank + 2];
    source[0] = 1;
    source[1] = map.channels();
    System.arraycopy(map.size(), 0, source, 2, rank);
    var target = source.clone();
    target[0] = starts.size();
    System.arraycopy(window, 0, target, 2, rank);
    var size = target.clone();
    size[0] = 1;
    var stack = Tensor.allocate(target);
    var view = map.tensor().reshaped(source);
    for (int i = 0; i < starts.size(); i++) {
      var from = new int[rank + 2];
      System.arraycopy(starts.get(i), 0, from, 2, rank);
      var to = new int[rank + 2];
      to[0] = i;
      Regions.copy(view, from, stack, to, size);
    }
    return stack;
  }
}
