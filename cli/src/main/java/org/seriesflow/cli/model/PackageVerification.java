package org.seriesflow.cli.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.seriesflow.benchmarks.Side;
import org.seriesflow.cli.ErrorLine;
import org.seriesflow.cli.model.VerificationReport.Check;
import org.seriesflow.cli.model.VerificationReport.NetworkTiming;
import org.seriesflow.cli.model.VerificationReport.Outcome;
import org.seriesflow.cli.model.VerificationReport.Timing;
import org.seriesflow.cli.phantom.Phantom;
import org.seriesflow.cli.report.RunReport;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.inference.ExecutionSettings;
import org.seriesflow.inference.ModelPackage;
import org.seriesflow.inference.Pipeline;
import org.seriesflow.inference.RoiLocator;
import org.seriesflow.inference.manifest.Manifest;
import org.seriesflow.inference.manifest.ManifestReader;
import org.seriesflow.inference.manifest.TensorSpec;
import org.seriesflow.yaml.RefusedFileException;

/**
 * Checks a package as a service would at its start, then runs it. The first check that fails ends
 * the verification; those after it are not run. For one verification, on one thread.
 */
final class PackageVerification {
  private final Path folder;
  private final Options options;
  private final Consumer<String> progress;
  private final Map<Step, Check> checks = new EnumMap<>(Step.class);
  private Step current = Step.MANIFEST;
  private Manifest manifest;
  private ModelPackage modelPackage;
  private Phantom phantom;
  private Timing timing;

  /**
   * How to verify.
   *
   * @param roiPackage finds the box for a package that takes one; where empty the box is the whole
   *     volume
   * @param phantom the series of the smoke run; asked for when it is needed
   * @param runs runs that are timed, at least 1
   */
  record Options(
      Optional<Path> roiPackage,
      Supplier<Phantom> phantom,
      ExecutionSettings execution,
      int runs) {}

  /** The checks in their order. */
  enum Step {
    MANIFEST("manifest"),
    FILES("files and digests"),
    OPERATORS("operators"),
    TENSORS("tensors"),
    SMOKE_RUN("smoke run"),
    TIMING("timing");

    private final String words;

    Step(String words) {
      this.words = words;
    }
  }

  PackageVerification(Path folder, Options options, Consumer<String> progress) {
    this.folder = folder;
    this.options = options;
    this.progress = progress;
  }

  VerificationReport verify() {
    try {
      manifest = ManifestReader.read(folder.resolve("manifest.yaml"));
      passed(described(manifest));
      begin(Step.FILES);
      modelPackage = ModelPackage.load(folder);
      passed(
          "model card and %d ONNX files are there and have their digests; SHA-256 of the package: %s"
              .formatted(manifest.models().size(), modelPackage.digest()));
      begin(Step.OPERATORS);
      Pipeline.requireExecutable(manifest);
      passed("all that the steps need run here");
      begin(Step.TENSORS);
      try (var pipeline = Pipeline.open(modelPackage, options.execution())) {
        passed(tensors(manifest));
        run(pipeline);
      }
    } catch (RefusedFileException e) {
      checks.put(
          current,
          new Check(
              current.words,
              Outcome.FAILED,
              e.file().toString(),
              e.line() > 0 ? e.line() : null,
              e.name().isEmpty() ? null : e.name(),
              e.getMessage()));
    } catch (IOException | RuntimeException e) {
      checks.put(current, Check.failed(current.words, ErrorLine.sentence(e)));
    }
    return report();
  }

  private void run(Pipeline pipeline) throws IOException {
    begin(Step.SMOKE_RUN);
    var missing = SmokeRun.unsuppliable(pipeline);
    if (missing.isPresent()) {
      checks.put(current, Check.notRun(current.words, "no phantom stands for " + missing.get()));
      return;
    }
    phantom = options.phantom().get();
    progress.accept("running on the phantom " + phantom.file().getFileName() + " …");
    try (var volume = PhantomVolume.open(phantom)) {
      var box = box(volume);
      var smoke = SmokeRun.of(pipeline, volume, box);
      var given = SmokeRun.takesBox(pipeline) ? ", box %s%s".formatted(box, by()) : "";
      passed(
          "SYNTHETIC phantom %s, %s, %s voxels [z,y,x]%s: %s"
              .formatted(
                  phantom.file().getFileName(),
                  phantom.appearance(),
                  volume.shape(),
                  given,
                  smoke.run().outputs()));
      begin(Step.TIMING);
      timing = timed(smoke, pipeline);
      passed(described(timing));
    }
  }

  private String by() {
    return options.roiPackage().map(roi -> " by " + roi.getFileName()).orElse(" (all of it)");
  }

  private VoxelBox box(Volume volume) {
    if (options.roiPackage().isEmpty()) {
      return VoxelBox.full(volume.shape());
    }
    var roi = ModelPackage.load(options.roiPackage().get());
    try (var pipeline = Pipeline.open(roi, options.execution())) {
      return new RoiLocator(pipeline).locate(volume).box();
    }
  }

  private Timing timed(SmokeRun smoke, Pipeline pipeline) {
    var runs = new ArrayList<SmokeRun.Run>();
    var passes = new LinkedHashMap<String, List<Double>>();
    for (int i = 1; i <= options.runs(); i++) {
      var run = smoke.run();
      runs.add(run);
      run.passes()
          .forEach(
              (network, millis) ->
                  passes.computeIfAbsent(network, name -> new ArrayList<>()).addAll(millis));
      progress.accept(
          String.format(
              Locale.ROOT, "run %d of %d: %.0f ms", i, options.runs(), run.totalMillis()));
    }
    return new Timing(
        runs.size(),
        median(runs.stream().map(SmokeRun.Run::totalMillis).toList()),
        median(runs.stream().map(SmokeRun.Run::outsideShare).toList()),
        passes.entrySet().stream()
            .map(
                e ->
                    new NetworkTiming(
                        e.getKey(), e.getValue().size() / runs.size(), median(e.getValue())))
            .toList(),
        pipeline.executionProvider().name().toLowerCase(Locale.ROOT),
        options.execution().threads());
  }

  private static double median(List<Double> values) {
    return new Side("", values).medianMillis();
  }

  private void begin(Step step) {
    current = step;
  }

  private void passed(String detail) {
    checks.put(current, Check.passed(current.words, detail));
  }

  private VerificationReport report() {
    var all = new ArrayList<Check>();
    for (var step : Step.values()) {
      all.add(checks.getOrDefault(step, Check.notRun(step.words, "an earlier check did not pass")));
    }
    return new VerificationReport(
        folder.toString(),
        manifest == null ? null : manifest.id(),
        manifest == null ? null : manifest.version(),
        manifest == null ? null : manifest.training().name(),
        modelPackage == null ? null : modelPackage.digest(),
        all,
        phantom == null ? null : phantom.file().toString(),
        timing,
        all.stream().noneMatch(check -> check.outcome() == Outcome.FAILED),
        RunReport.DISCLAIMER);
  }

  private static String described(Manifest manifest) {
    return "%s, %d steps, %d networks, label sets: %s"
        .formatted(
            manifest.task().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            manifest.steps().steps().size(),
            manifest.models().size(),
            manifest.labels().isEmpty() ? "none" : String.join(", ", manifest.labels().keySet()));
  }

  private static String tensors(Manifest manifest) {
    return manifest.models().values().stream()
        .map(
            model ->
                model.name() + ": " + tensors(model.inputs()) + " → " + tensors(model.outputs()))
        .collect(Collectors.joining("; "));
  }

  private static String tensors(Map<String, TensorSpec> tensors) {
    return tensors.values().stream()
        .map(tensor -> tensor.name() + " " + PackageFacts.shape(tensor))
        .collect(Collectors.joining(", "));
  }

  private static String described(Timing timing) {
    var passes =
        timing.networks().stream()
            .map(
                n ->
                    String.format(
                        Locale.ROOT,
                        "%d passes of %s at %.1f ms",
                        n.passesPerSeries(),
                        n.network(),
                        n.passMillis()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "series %.0f ms (median of %d), %s; %.1f %% outside the networks; %s, %d threads",
        timing.seriesMillis(),
        timing.runs(),
        passes.isEmpty() ? "no network ran" : passes,
        timing.outsideNetworkShare() * 100,
        timing.executionProvider(),
        timing.threads());
  }
}
