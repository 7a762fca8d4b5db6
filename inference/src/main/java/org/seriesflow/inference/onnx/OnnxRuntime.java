package org.seriesflow.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import org.seriesflow.inference.ExecutionProvider;
import org.seriesflow.inference.ExecutionSettings;
import org.seriesflow.inference.engine.NeuralNetwork;
import org.seriesflow.inference.manifest.ModelFile;
import org.seriesflow.yaml.RefusedFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ONNX Runtime with one execution provider, chosen once by trying. Thread-safe.
 *
 * <p>That a provider is built into the jar says nothing about the machine, so each is tried on a
 * network of one addition before it is chosen.
 */
public final class OnnxRuntime {
  private static final Logger LOG = LoggerFactory.getLogger(OnnxRuntime.class);
  private static final int DEVICE = 0;

  private final OrtEnvironment environment;
  private final ExecutionProvider provider;
  private final ExecutionSettings settings;

  private OnnxRuntime(
      OrtEnvironment environment, ExecutionProvider provider, ExecutionSettings settings) {
    this.environment = environment;
    this.provider = provider;
    this.settings = settings;
  }

  /**
   * Takes the first provider of the list that works here.
   *
   * @throws IllegalStateException where none does; the message has the reason of each
   */
  public static OnnxRuntime choose(ExecutionSettings settings) {
    var environment = OrtEnvironment.getEnvironment("seriesflow");
    var reasons = new ArrayList<String>();
    for (var provider : settings.providers()) {
      var runtime = new OnnxRuntime(environment, provider, settings);
      try {
        runtime.probe();
        LOG.info("networks run on {} with {} threads", provider, settings.threads());
        return runtime;
      } catch (OrtException | LinkageError e) {
        var reason = provider.name().toLowerCase(Locale.ROOT) + ": " + e.getMessage();
        LOG.info("execution provider not used: {}", reason);
        reasons.add(reason);
      }
    }
    throw new IllegalStateException(
        "none of the execution providers works here; " + String.join("; ", reasons));
  }

  /** What networks run on. */
  public ExecutionProvider provider() {
    return provider;
  }

  /** Threads within one operator of a network. */
  public int threads() {
    return settings.threads();
  }

  /**
   * Opens a network and compares its tensors with the manifest's.
   *
   * @throws RefusedFileException where they differ, or where the file is no network
   */
  public NeuralNetwork open(ModelFile model) {
    try (var options = options()) {
      var session = environment.createSession(model.file().toString(), options);
      try {
        TensorComparison.check(session, model);
        return new OnnxNetwork(environment, session, model, provider);
      } catch (RuntimeException | OrtException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new RefusedFileException(
          model.source(), "ONNX Runtime does not open the file: " + e.getMessage(), e);
    }
  }

  private SessionOptions options() throws OrtException {
    var options = new SessionOptions();
    try {
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(settings.threads());
      options.setInterOpNumThreads(1);
      if (settings.threads() > Runtime.getRuntime().availableProcessors()) {
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
      }
      addProvider(options);
      if (!settings.providers().contains(ExecutionProvider.CPU)) {
        options.addConfigEntry("session.disable_cpu_ep_fallback", "1");
      }
      return options;
    } catch (OrtException | LinkageError e) {
      options.close();
      throw e;
    }
  }

  private void addProvider(SessionOptions options) throws OrtException {
    switch (provider) {
      case CPU -> {
        // Always there, and last.
      }
      case CUDA -> addCuda(options);
      case TENSORRT -> {
        options.addTensorrt(DEVICE);
        addCuda(options);
      }
    }
  }

  private static void addCuda(SessionOptions options) throws OrtException {
    try (var cuda = new OrtCUDAProviderOptions(DEVICE)) {
      // The exhaustive search costs up to a second and gigabytes for each new shape.
      cuda.add("cudnn_conv_algo_search", "HEURISTIC");
      cuda.add("arena_extend_strategy", "kSameAsRequested");
      options.addCUDA(cuda);
    }
  }

  private void probe() throws OrtException {
    var one = ByteBuffer.allocateDirect(Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    one.put(0, 1f);
    try (var options = options();
        OrtSession session = environment.createSession(probeModel(), options);
        var input = OnnxTensor.createTensor(environment, one, new long[] {1});
        var result = session.run(Map.of("x", input))) {
      if (!(result.get(0) instanceof OnnxTensor sum) || sum.getFloatBuffer().get(0) != 2f) {
        throw new OrtException("1 + 1 is not 2 on " + provider);
      }
    }
  }

  private static byte[] probeModel() {
    try (var in = OnnxRuntime.class.getResourceAsStream("probe.onnx")) {
      if (in == null) {
        throw new IllegalStateException("probe.onnx is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
