package org.seriesflow.inference.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.VoxelType;
import org.seriesflow.imaging.operator.IntensityMap;
import org.seriesflow.inference.PassGate;
import org.seriesflow.inference.ProgressObserver;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.inference.dataflow.Dataflow;
import org.seriesflow.inference.dataflow.Reference;
import org.seriesflow.inference.dataflow.Step;
import org.seriesflow.inference.manifest.LabelSet;
import org.seriesflow.inference.manifest.ManifestReader;
import org.seriesflow.inference.operator.Operator;
import org.seriesflow.yaml.Source;

/** Runs one operator on values by port name; frees what the step made when it is closed. */
final class StepBench implements AutoCloseable {
  private static final Source HERE = new Source(Path.of("manifest.yaml"), 1, "steps[bench]");

  private final Map<String, Value> inputs = new LinkedHashMap<>();
  private final Map<String, OpenModel> models = new HashMap<>();
  private final List<Volume> open = new ArrayList<>();
  private Frame frame;

  StepBench with(String port, Value value) {
    inputs.put(port, value);
    return this;
  }

  StepBench withModel(String name, OpenModel model) {
    models.put(name, model);
    return this;
  }

  /** Voxels in the order of memory at a corner of the patient's frame. */
  StepBench withVolume(String port, Shape shape, Spacing spacing, double... values) {
    return withVolume(port, shape, spacing, false, values);
  }

  StepBench withVolume(
      String port, Shape shape, Spacing spacing, boolean estimated, double... values) {
    var geometry = VolumeGeometry.axisAligned(shape, new Vector3(0, 0, 0), spacing);
    var volume = Volume.allocate(geometry, VoxelType.INT16);
    open.add(volume);
    for (int i = 0; i < values.length; i++) {
      int inSlice = i % (shape.y() * shape.x());
      volume.setStored(
          i / (shape.y() * shape.x()), inSlice / shape.x(), inSlice % shape.x(), values[i]);
    }
    var whole = VoxelBox.full(shape);
    return with(port, new Value.VolumeView(volume, whole, IntensityMap.IDENTITY, estimated));
  }

  Map<String, Value> run(Operator operator) {
    var manifest =
        ManifestReader.read(
            Path.of(System.getProperty("seriesflow.root"))
                .resolve("inference/src/test/resources/packages/identity/manifest.yaml"));
    var run = new PipelineRun(manifest, Map.of(), 1, ProgressObserver.none(), PassGate.open());
    frame = new Frame(run, body(Map.of("out", inputs.keySet().iterator().next())), inputs, models);
    return Execution.execute(new StepInputs(frame, step("bench", operator, ports(inputs))));
  }

  private static Map<String, String> ports(Map<String, Value> values) {
    var ports = new HashMap<String, String>();
    values.keySet().forEach(port -> ports.put(port, port));
    return ports;
  }

  static Step step(String id, Operator operator, Map<String, String> inputs) {
    return new Step(id, operator, references(inputs), HERE);
  }

  static Dataflow body(Map<String, String> outputs, Step... steps) {
    return Dataflow.of(List.of(steps), references(outputs), HERE);
  }

  private static Map<String, Reference> references(Map<String, String> texts) {
    var references = new LinkedHashMap<String, Reference>();
    texts.forEach((name, text) -> references.put(name, Reference.parse(text, HERE)));
    return references;
  }

  /** A plane of unit pixels. */
  static Value.MapImage plane(int rows, int columns, float... values) {
    return new Value.MapImage(
        Tensor.of(values, rows, columns), List.of(1.0, 1.0), Optional.empty());
  }

  static Value.Scores scores(double... values) {
    var labels = new ArrayList<LabelSet.Label>();
    for (int i = 0; i < values.length; i++) {
      labels.add(new LabelSet.Label("l" + i, "l" + i, LabelSet.Laterality.NONE, List.of()));
    }
    return labelled(labels.stream().map(LabelSet.Label::id).toList(), values);
  }

  static Value.Scores labelled(List<String> ids, double... values) {
    var labels =
        ids.stream()
            .map(id -> new LabelSet.Label(id, id, LabelSet.Laterality.NONE, List.of()))
            .toList();
    var set = new LabelSet("set", LabelSet.Role.INTERMEDIATE, labels, HERE);
    return Value.Scores.of(set, Content.LOGITS, values);
  }

  static float[] floats(Value map) {
    return ((Value.MapImage) map).tensor().toArray();
  }

  @Override
  public void close() {
    if (frame != null) {
      frame.close();
    }
    for (var volume : open) {
      volume.close();
    }
  }
}
