package org.seriesflow.inference.engine;

import java.util.List;
import java.util.Map;
import org.seriesflow.imaging.Tensor;

/**
 * A network that can be called. Calls from several threads are safe; {@link #close()} must not
 * overlap with a call.
 */
public interface NeuralNetwork extends AutoCloseable {

  /**
   * An array for one input tensor.
   *
   * @param data float32, last axis fastest
   * @param shape the shape under which the network sees it, batch axis included
   */
  record Feed(Tensor data, List<Integer> shape) {
    public Feed {
      shape = List.copyOf(shape);
    }
  }

  /**
   * What a call gave.
   *
   * @param outputs tensors by name; the caller closes them
   * @param nanos time inside the network
   */
  record Answer(Map<String, Tensor> outputs, long nanos) {
    public Answer {
      outputs = Map.copyOf(outputs);
    }
  }

  /** Calls the network for some of its outputs. */
  Answer run(Map<String, Feed> inputs, List<String> outputs);

  @Override
  void close();
}
