package org.seriesflow.stages;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import org.seriesflow.events.Lane;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.PackageRole;
import org.seriesflow.inference.ExecutionProvider;
import org.seriesflow.inference.ExecutionSettings;
import org.seriesflow.inference.ModelPackage;
import org.seriesflow.inference.PassGate;
import org.seriesflow.inference.Pipeline;
import org.seriesflow.streaming.stage.LaneGate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model package of a service with its networks open. What it runs on stands in the log, in
 * metrics ({@code seriesflow_package_info}) and, through {@link #reference()}, in every event. All
 * series of the process pass one gate here, which calls one network at a time, the most urgent
 * first.
 */
public final class PackageRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PackageRunner.class);

  private final Pipeline pipeline;
  private final ModelPackageRef reference;
  private final Timer network;
  private final NetworkFaults faults;
  private final LaneGate gate;

  private PackageRunner(
      Pipeline pipeline, ModelPackageRef reference, Timer network, LaneGate gate) {
    this.pipeline = pipeline;
    this.reference = reference;
    this.network = network;
    this.gate = gate;
    this.faults = new NetworkFaults(pipeline.executionProvider());
  }

  /**
   * Loads the configured package and opens its networks.
   *
   * @throws org.seriesflow.yaml.RefusedFileException with file, line and name, where anything is
   *     not as it must be
   */
  public static PackageRunner open(StageConfig config, PackageRole role, MeterRegistry meters) {
    var modelPackage = ModelPackage.load(config.packageFolder());
    var settings =
        new ExecutionSettings(
            ExecutionSettings.parseProviders(String.join(",", config.execution().providers())),
            config.execution().threads().orElse(Runtime.getRuntime().availableProcessors()));
    var pipeline = Pipeline.open(modelPackage, settings);
    var reference = PackageReferences.of(modelPackage, role, pipeline.executionProvider());
    LOG.info(
        "Package {}@{} ({}, SHA-256 {}) runs on {}, wanted {} with {} threads",
        reference.getId(),
        reference.getVersion(),
        reference.getTraining(),
        reference.getSha256(),
        reference.getExecutionProvider(),
        settings.providers(),
        settings.threads());
    // All networks of a process share its cores or its GPU.
    var gate = new LaneGate("networks", 1, config.lanes().longestWait(), System::nanoTime, meters);
    return new PackageRunner(pipeline, reference, meters(meters, reference), gate);
  }

  private static Timer meters(MeterRegistry meters, ModelPackageRef reference) {
    Gauge.builder("seriesflow.package.info", () -> 1)
        .description("The package that runs and its execution provider")
        .tags(
            "id",
            reference.getId(),
            "version",
            reference.getVersion(),
            "training",
            reference.getTraining().name().toLowerCase(Locale.ROOT),
            "provider",
            reference.getExecutionProvider())
        .register(meters);
    return Timer.builder("seriesflow.stage.network")
        .description("Time of a series inside the networks")
        .tags("package", reference.getId())
        .serviceLevelObjectives(
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2))
        .register(meters);
  }

  /** The networks, for what reads a package's results. */
  public Pipeline pipeline() {
    return pipeline;
  }

  /** The package. */
  public ModelPackage modelPackage() {
    return pipeline.modelPackage();
  }

  /** The package as events name it. */
  public ModelPackageRef reference() {
    return reference;
  }

  /**
   * Runs the package on one series: the time in its networks is recorded, and a fault is sorted by
   * who can mend it.
   *
   * @param lane of the series, by which it takes turns with another
   * @param work takes the gate that lets the package go on
   * @param networkTime the time inside the networks, from the result
   */
  public <T> T run(Lane lane, Function<PassGate, T> work, Function<T, Duration> networkTime) {
    T result;
    try (var series = gate.begin(lane)) {
      result = faults.sorted(() -> work.apply(new LanePasses(series, lane)));
    }
    network.record(networkTime.apply(result));
    return result;
  }

  /** From now on no series gives way to another: what is in work is to come to its end. */
  void stopping() {
    gate.stop();
  }

  /** False where only a new process helps: a GPU on which a network failed stays as it is. */
  public boolean isLive() {
    return pipeline.executionProvider() == ExecutionProvider.CPU || pipeline.isHealthy();
  }

  /** Waits for the run under way, then frees the networks. */
  @Override
  public void close() {
    pipeline.close();
  }
}
