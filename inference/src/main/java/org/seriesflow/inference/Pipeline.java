package org.seriesflow.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.seriesflow.inference.engine.NetworkFaultException;
import org.seriesflow.inference.engine.NeuralNetwork;
import org.seriesflow.inference.engine.PipelineRun;
import org.seriesflow.inference.manifest.Manifest;
import org.seriesflow.inference.onnx.OnnxRuntime;
import org.seriesflow.yaml.RefusedFileException;

/**
 * A package with its networks open, ready to run.
 *
 * <p>Thread-safe: runs may overlap, on platform threads; {@link #close()} waits for the runs that
 * are under way and refuses new ones.
 */
public final class Pipeline implements AutoCloseable {
  private final ModelPackage modelPackage;
  private final OnnxRuntime runtime;
  private final Map<String, NeuralNetwork> networks;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;
  private final NetworkHealth health;

  private Pipeline(
      ModelPackage modelPackage, OnnxRuntime runtime, Map<String, NeuralNetwork> networks) {
    this.modelPackage = modelPackage;
    this.runtime = runtime;
    this.networks = networks;
    this.health = new NetworkHealth(runtime.provider());
  }

  /**
   * Opens the networks of a package.
   *
   * @throws RefusedFileException where an operator does not run yet, or a tensor differs from its
   *     file
   * @throws IllegalStateException where no execution provider of the list works here
   */
  public static Pipeline open(ModelPackage modelPackage, ExecutionSettings settings) {
    requireExecutable(modelPackage.manifest());
    var runtime = OnnxRuntime.choose(settings);
    var networks = new LinkedHashMap<String, NeuralNetwork>();
    try {
      for (var model : modelPackage.manifest().models().values()) {
        networks.put(model.name(), runtime.open(model));
      }
    } catch (RuntimeException e) {
      networks.values().forEach(NeuralNetwork::close);
      throw e;
    }
    return new Pipeline(modelPackage, runtime, networks);
  }

  /**
   * Refuses a manifest with operators that do not run yet, and names them all.
   *
   * @throws RefusedFileException at the first of them
   */
  public static void requireExecutable(Manifest manifest) {
    var missing = MissingOperators.in(manifest.steps());
    if (!missing.isEmpty()) {
      var names = new TreeSet<String>();
      missing.forEach(step -> names.add(MissingOperators.named(step.operator())));
      throw missing
          .getFirst()
          .source()
          .problem(
              "the package "
                  + manifest.id()
                  + " needs operators that do not run yet: "
                  + String.join(", ", names));
    }
  }

  /** The package. */
  public ModelPackage modelPackage() {
    return modelPackage;
  }

  /** What the networks run on. */
  public ExecutionProvider executionProvider() {
    return runtime.provider();
  }

  /**
   * Whether no call of a network has failed on a GPU. Such a fault can stay until the process ends,
   * so a service that sees {@code false} should report itself as not alive. A call that failed on
   * the CPU changes nothing here: the next one may well succeed.
   */
  public boolean isHealthy() {
    return health.isHealthy();
  }

  /** Runs the package. */
  public PipelineResult run(Map<String, Input> inputs) {
    return run(inputs, ProgressObserver.none());
  }

  /** Runs the package and says how far it is. */
  public PipelineResult run(Map<String, ? extends Input> inputs, ProgressObserver observer) {
    return run(inputs, observer, PassGate.open());
  }

  /**
   * Runs the package.
   *
   * @param inputs one for each name in the manifest's {@code consumes}
   * @param gate lets the run go on
   * @throws NetworkFaultException where a network fails
   */
  public PipelineResult run(
      Map<String, ? extends Input> inputs, ProgressObserver observer, PassGate gate) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the pipeline of " + modelPackage.id() + " is closed");
      }
      return new PipelineRun(modelPackage.manifest(), networks, runtime.threads(), observer, gate)
          .run(inputs);
    } catch (NetworkFaultException e) {
      health.failed();
      throw e;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Waits for the runs under way, then closes the networks. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        new ArrayList<>(networks.values()).forEach(NeuralNetwork::close);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
