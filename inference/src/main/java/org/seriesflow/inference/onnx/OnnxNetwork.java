package org.seriesflow.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.inference.ExecutionProvider;
import org.seriesflow.inference.engine.NetworkFaultException;
import org.seriesflow.inference.engine.NeuralNetwork;
import org.seriesflow.inference.manifest.ModelFile;
import org.seriesflow.inference.manifest.TensorSpec;

/**
 * One session. Inputs are handed over without a copy; outputs are copied once into tensors that
 * outlive the call, so that nothing native stays behind.
 *
 * <p>Calls on a GPU are queued to one platform thread of the session: concurrent calls can end in
 * an error that stays, and memory grows when calls hop threads.
 */
final class OnnxNetwork implements NeuralNetwork {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final String name;
  private final boolean varyingShapes;
  private final ExecutorService gpuThread;

  OnnxNetwork(
      OrtEnvironment environment, OrtSession session, ModelFile model, ExecutionProvider provider) {
    this.environment = environment;
    this.session = session;
    this.name = model.name();
    this.varyingShapes =
        model.inputs().values().stream().anyMatch(spec -> spec.shape().contains(TensorSpec.ANY));
    this.gpuThread =
        provider == ExecutionProvider.CPU
            ? null
            : Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("network-" + name).daemon().factory());
  }

  @Override
  public Answer run(Map<String, Feed> inputs, List<String> outputs) {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          "the network '" + name + "' was called on a virtual thread; use a platform thread");
    }
    return gpuThread == null ? call(inputs, outputs) : callOnGpuThread(inputs, outputs);
  }

  private Answer callOnGpuThread(Map<String, Feed> inputs, List<String> outputs) {
    var pending = gpuThread.submit(() -> call(inputs, outputs));
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return pending.get();
        } catch (InterruptedException e) {
          // The inputs are in use until the call ends, so the interrupt waits.
          interrupted = true;
        } catch (ExecutionException e) {
          throw new NetworkFaultException(
              "the network '" + name + "' failed on the GPU", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Answer call(Map<String, Feed> inputs, List<String> outputs) {
    var tensors = new HashMap<String, OnnxTensor>();
    try (var options = new RunOptions()) {
      if (varyingShapes) {
        // Else the arena keeps what the largest batch once needed.
        options.addRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
      }
      for (var input : inputs.entrySet()) {
        tensors.put(input.getKey(), tensor(input.getValue()));
      }
      long start = System.nanoTime();
      try (var result = session.run(tensors, new HashSet<>(outputs), options)) {
        long nanos = System.nanoTime() - start;
        return new Answer(copies(result, outputs), nanos);
      }
    } catch (OrtException e) {
      throw new NetworkFaultException("the network '" + name + "' failed: " + e.getMessage(), e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor tensor(Feed feed) throws OrtException {
    var shape = feed.shape().stream().mapToLong(Integer::longValue).toArray();
    return OnnxTensor.createTensor(environment, feed.data().buffer(), shape);
  }

  private Map<String, Tensor> copies(OrtSession.Result result, List<String> outputs) {
    var copies = new HashMap<String, Tensor>();
    for (var output : outputs) {
      if (!(result.get(output).orElseThrow() instanceof OnnxTensor tensor)) {
        throw new IllegalStateException(
            "the output '" + output + "' of '" + name + "' is no tensor");
      }
      var shape = Arrays.stream(tensor.getInfo().getShape()).mapToInt(Math::toIntExact).toArray();
      var copy = Tensor.allocate(shape);
      FloatBuffer values = tensor.getFloatBuffer();
      copy.buffer().put(values);
      copies.put(output, copy);
    }
    return copies;
  }

  @Override
  public void close() {
    if (gpuThread != null) {
      gpuThread.close();
    }
    try {
      session.close();
    } catch (OrtException e) {
      throw new NetworkFaultException("the network '" + name + "' did not close", e);
    }
  }
}
