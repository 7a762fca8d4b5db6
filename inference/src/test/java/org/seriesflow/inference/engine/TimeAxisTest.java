package org.seriesflow.inference.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.inference.manifest.ModelFile;
import org.seriesflow.inference.manifest.TensorSpec;
import org.seriesflow.inference.manifest.TensorSpec.Axis;
import org.seriesflow.inference.operator.Network;
import org.seriesflow.yaml.Source;

/** A list of maps as one tensor with an axis of time. */
final class TimeAxisTest {
  private static final Source HERE = new Source(Path.of("manifest.yaml"), 1, "models[net]");
  private static final List<Axis> AXES =
      List.of(Axis.BATCH, Axis.TIME, Axis.CHANNEL, Axis.Y, Axis.X);

  private static TensorSpec tensor(String name, List<Integer> shape, List<Axis> axes) {
    return new TensorSpec(
        name, "float32", shape, axes, Content.INTENSITY, List.of("v"), Optional.empty(), HERE);
  }

  /** A network that gives back what it got, as planes of one row. */
  private static final class Echo implements NeuralNetwork {
    private List<Integer> shape = List.of();

    @Override
    public Answer run(Map<String, Feed> inputs, List<String> outputs) {
      var feed = inputs.get("maps");
      shape = feed.shape();
      var values = feed.data().toArray();
      var copy = Tensor.of(values, 1, 1, 1, values.length);
      return new Answer(Map.of("row", copy), 1);
    }

    @Override
    public void close() {}
  }

  private static OpenModel model(NeuralNetwork network, int time) {
    var input = tensor("maps", List.of(1, time, 1, 1, 2), AXES);
    var output =
        tensor("row", List.of(1, 1, 1, -1), List.of(Axis.BATCH, Axis.CHANNEL, Axis.Y, Axis.X));
    var file =
        new ModelFile(
            "net", Path.of("net.onnx"), "", Map.of("maps", input), Map.of("row", output), HERE);
    return new OpenModel(file, network);
  }

  private static final Value.Items THREE =
      new Value.Items(
          List.of(
              StepBench.plane(1, 2, 1, 2),
              StepBench.plane(1, 2, 3, 4),
              StepBench.plane(1, 2, 5, 6)));

  @Test
  void shouldLayTheMapsOneAfterTheOther() {
    var echo = new Echo();
    try (var bench = new StepBench()) {
      var out =
          bench
              .withModel("net", model(echo, 3))
              .with("maps", THREE)
              .run(new Network.Run("net", List.of("row")));
      assertEquals(List.of(1, 3, 1, 1, 2), echo.shape);
      var row = StepBench.floats(out.get("row"));
      for (int i = 0; i < 6; i++) {
        assertEquals(i + 1, row[i]);
      }
    }
  }

  @Test
  void shouldRefuseAnotherNumberOfMapsThanTheNetworkTakes() {
    try (var bench = new StepBench()) {
      bench.withModel("net", model(new Echo(), 4)).with("maps", THREE);
      var run = new Network.Run("net", List.of("row"));
      assertThrows(IllegalStateException.class, () -> bench.run(run));
    }
  }
}
