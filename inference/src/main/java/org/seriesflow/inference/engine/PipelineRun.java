package org.seriesflow.inference.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.operator.Flips;
import org.seriesflow.imaging.operator.IntensityMap;
import org.seriesflow.inference.Input;
import org.seriesflow.inference.Output;
import org.seriesflow.inference.PassGate;
import org.seriesflow.inference.PipelineResult;
import org.seriesflow.inference.ProgressObserver;
import org.seriesflow.inference.Substitution;
import org.seriesflow.inference.engine.NeuralNetwork.Answer;
import org.seriesflow.inference.engine.NeuralNetwork.Feed;
import org.seriesflow.inference.manifest.LabelSet;
import org.seriesflow.inference.manifest.Manifest;
import org.seriesflow.inference.manifest.Manifest.ProductRole;

/** One run of a pipeline. Not thread-safe: one thread, once. */
public final class PipelineRun {
  private final Manifest manifest;
  private final Map<String, OpenModel> models = new LinkedHashMap<>();
  private final ProgressObserver observer;
  private final PassGate gate;
  private final int threads;
  private final List<Substitution> substitutions = new ArrayList<>();
  private long networkNanos;
  private int networkRuns;

  /**
   * A run of a manifest's steps on open networks.
   *
   * @param threads threads for the work around the networks
   * @param gate lets it go on
   */
  public PipelineRun(
      Manifest manifest,
      Map<String, NeuralNetwork> networks,
      int threads,
      ProgressObserver observer,
      PassGate gate) {
    this.manifest = manifest;
    this.threads = threads;
    this.observer = observer;
    this.gate = gate;
    networks.forEach(
        (name, network) -> models.put(name, new OpenModel(manifest.models().get(name), network)));
  }

  /** Runs the steps. */
  public PipelineResult run(Map<String, ? extends Input> inputs) {
    long start = System.nanoTime();
    try (var frame = Frame.ofPackage(this, manifest.steps(), values(inputs), models)) {
      var outputs = new LinkedHashMap<String, Output>();
      var roles = new LinkedHashMap<String, ProductRole>();
      frame
          .outputs()
          .forEach(
              (name, value) -> {
                roles.put(name, manifest.produces().get(name).role());
                outputs.put(name, output(value));
              });
      return result(outputs, roles, Optional.empty(), start);
    } catch (WithheldException e) {
      return result(Map.of(), Map.of(), Optional.of(e.substitution()), start);
    }
  }

  private PipelineResult result(
      Map<String, Output> outputs,
      Map<String, ProductRole> roles,
      Optional<Substitution> withheld,
      long start) {
    return new PipelineResult(
        outputs,
        roles,
        substitutions,
        withheld,
        Duration.ofNanos(networkNanos),
        Duration.ofNanos(System.nanoTime() - start),
        networkRuns);
  }

  private Map<String, Value> values(Map<String, ? extends Input> inputs) {
    var values = new LinkedHashMap<String, Value>();
    for (var name : manifest.consumes().keySet()) {
      values.put(
          name,
          switch (inputs.get(name)) {
            case Input.OfVolume volume -> view(volume);
            case Input.OfVolumes(var volumes) ->
                new Value.Items(volumes.stream().<Value>map(PipelineRun::view).toList());
            case Input.OfBox(var box) -> new Value.SpaceBox(box);
            case Input.OfBoxes(var boxes) ->
                new Value.Items(boxes.stream().<Value>map(Value.SpaceBox::new).toList());
            case Input.OfPoints(var points) -> new Value.Points(points);
            case Input.OfStudy(var series) -> {
              var views = new LinkedHashMap<String, Value.VolumeView>();
              series.forEach((which, volume) -> views.put(which, view(volume)));
              yield new Value.Study(views);
            }
            case null ->
                throw new IllegalArgumentException(
                    "the package " + manifest.id() + " needs the input '" + name + "'");
          });
    }
    return values;
  }

  private static Value.VolumeView view(Input.OfVolume given) {
    var whole = VoxelBox.full(given.volume().shape());
    return new Value.VolumeView(
        given.volume(), whole, IntensityMap.IDENTITY, given.geometryEstimated());
  }

  private static Output output(Value value) {
    return switch (value) {
      case Value.SpaceBox(var box) -> new Output.OfBox(box);
      case Value.Scores scores ->
          new Output.OfVector(
              scores.labels(),
              scores.content(),
              scores.values().stream().map(Double::floatValue).toList());
      case Value.MapImage map -> new Output.OfMask(Flips.flip(map.tensor()));
      case Value.Points(var points) -> new Output.OfPoints(points);
      case Value.Items items ->
          new Output.OfBoxes(
              items.present().stream().map(item -> ((Value.SpaceBox) item).box()).toList());
      case Value other -> throw new IllegalStateException("nothing produces a " + other);
    };
  }

  int threads() {
    return threads;
  }

  LabelSet labels(String name) {
    return manifest.labels().get(name);
  }

  void substituted(Substitution substitution) {
    substitutions.add(substitution);
  }

  /** Between two steps of the package. */
  void turn() {
    gate.turn();
  }

  Answer call(OpenModel model, Map<String, Feed> feeds, List<String> outputs) {
    var answer = gate.pass(() -> model.network().run(feeds, outputs));
    networkNanos += answer.nanos();
    networkRuns++;
    observer.networkRan(model.declared().name(), networkRuns, Duration.ofNanos(answer.nanos()));
    return answer;
  }
}
