package org.seriesflow.cli.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.inference.Input;
import org.seriesflow.inference.Output;
import org.seriesflow.inference.Pipeline;
import org.seriesflow.inference.PipelineResult;
import org.seriesflow.inference.dataflow.ValueType;
import org.seriesflow.inference.manifest.Manifest.ProductRole;

/**
 * The whole pipeline of a package on one volume, whatever its task. Eligibility is not asked: it is
 * a run of the steps, not of a patient's series.
 */
final class SmokeRun {
  private final Pipeline pipeline;
  private final Map<String, Input> inputs;
  private final Shape shape;

  /**
   * One run.
   *
   * @param outputs what came out, in words
   * @param total from the volume to the outputs
   * @param network of it inside session.run
   * @param passes each call of session.run by network, in milliseconds
   */
  record Run(String outputs, Duration total, Duration network, Map<String, List<Double>> passes) {
    double outsideShare() {
      return 1 - (double) network.toNanos() / total.toNanos();
    }

    double totalMillis() {
      return millis(total);
    }
  }

  private SmokeRun(Pipeline pipeline, Map<String, Input> inputs, Shape shape) {
    this.pipeline = pipeline;
    this.inputs = inputs;
    this.shape = shape;
  }

  /** An input that is neither a volume nor a box in it; empty where there is none. */
  static Optional<String> unsuppliable(Pipeline pipeline) {
    return pipeline.modelPackage().manifest().consumes().entrySet().stream()
        .filter(
            input ->
                !(input.getValue() instanceof ValueType.Volume)
                    && !(input.getValue() instanceof ValueType.Box))
        .map(input -> "consumes[" + input.getKey() + "], a " + input.getValue())
        .findFirst();
  }

  /** Whether the package is told where to look. */
  static boolean takesBox(Pipeline pipeline) {
    return pipeline.modelPackage().manifest().consumes().values().stream()
        .anyMatch(ValueType.Box.class::isInstance);
  }

  /**
   * A run with the volume at each input of that type and the box at each of the other.
   *
   * @param volume in LPS order; stays the caller's to close
   */
  static SmokeRun of(Pipeline pipeline, Volume volume, VoxelBox box) {
    var inputs = new LinkedHashMap<String, Input>();
    pipeline
        .modelPackage()
        .manifest()
        .consumes()
        .forEach(
            (name, type) ->
                inputs.put(
                    name,
                    type instanceof ValueType.Box
                        ? new Input.OfBox(box)
                        : new Input.OfVolume(volume)));
    return new SmokeRun(pipeline, inputs, volume.shape());
  }

  /**
   * Runs once.
   *
   * @throws IllegalStateException with the name of the output, where one is not what it must be
   */
  Run run() {
    var passes = new LinkedHashMap<String, List<Double>>();
    try (var result =
        pipeline.run(
            inputs,
            (network, runs, lasted) ->
                passes.computeIfAbsent(network, name -> new ArrayList<>()).add(millis(lasted)))) {
      return new Run(described(result), result.total(), result.network(), passes);
    }
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }

  private String described(PipelineResult result) {
    result
        .withheld()
        .ifPresent(
            withheld -> {
              throw new IllegalStateException(
                  "step '%s' withheld the outputs: %s: %s"
                      .formatted(withheld.step(), withheld.code(), withheld.reason()));
            });
    var words = new LinkedHashMap<String, String>();
    result.outputs().forEach((name, output) -> words.put(name, described(name, output)));
    // The probabilities say the same for people.
    words.keySet().removeIf(name -> result.roles().get(name) == ProductRole.LOGITS);
    var outputs =
        words.entrySet().stream()
            .map(output -> output.getKey() + ": " + output.getValue())
            .collect(Collectors.joining("; "));
    var fallbacks =
        result.substitutions().stream()
            .map(s -> "; FALLBACK " + s.code() + ": " + s.reason())
            .collect(Collectors.joining());
    return outputs + fallbacks;
  }

  private String described(String name, Output output) {
    return switch (output) {
      case Output.OfBox(var box) -> {
        require(box.isWithin(shape), name, "the box " + box + " leaves the volume of " + shape);
        yield "box " + box;
      }
      case Output.OfBoxes(var boxes) -> {
        boxes.forEach(
            box ->
                require(
                    box.isWithin(shape),
                    name,
                    "the box " + box + " leaves the volume of " + shape));
        yield boxes.size() + " boxes";
      }
      case Output.OfVector vector -> described(name, vector);
      case Output.OfMask(var mask) -> "mask " + Arrays.toString(mask.shape());
      case Output.OfPoints(var points) -> {
        points.forEach(
            point ->
                require(
                    Double.isFinite(point.score()),
                    name,
                    "the score of a point is " + point.score()));
        yield points.size() + " points";
      }
    };
  }

  private static String described(String name, Output.OfVector vector) {
    var values = vector.values();
    var labels = vector.labels().labels();
    for (int i = 0; i < values.size(); i++) {
      require(
          Float.isFinite(values.get(i)),
          name,
          "the network gives " + values.get(i) + " for " + labels.get(i).id());
    }
    int highest =
        IntStream.range(0, values.size())
            .reduce(0, (best, i) -> values.get(i) > values.get(best) ? i : best);
    return String.format(
        Locale.ROOT, "highest %s %.3f", labels.get(highest).id(), values.get(highest));
  }

  private static void require(boolean holds, String output, String otherwise) {
    if (!holds) {
      throw new IllegalStateException("produces[" + output + "]: " + otherwise);
    }
  }
}
