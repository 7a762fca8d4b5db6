package org.seriesflow.inference.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.inference.Output;
import org.seriesflow.inference.dataflow.Step;

/** What arrives at a step while it runs. The type check has made sure that the casts hold. */
record StepInputs(Frame frame, Step step) {

  Value value(String port) {
    return frame.value(step.inputs().get(port));
  }

  Map<String, Value> all() {
    var values = new LinkedHashMap<String, Value>();
    step.inputs().forEach((port, reference) -> values.put(port, frame.value(reference)));
    return values;
  }

  Value.VolumeView volume(String port) {
    return (Value.VolumeView) value(port);
  }

  Value.MapImage map(String port) {
    return (Value.MapImage) value(port);
  }

  Value.Items items(String port) {
    return (Value.Items) value(port);
  }

  List<Output.ScoredPoint> points(String port) {
    return ((Value.Points) value(port)).points();
  }

  PipelineRun run() {
    return frame.run();
  }

  Tensor keep(Tensor tensor) {
    return frame.keep(tensor);
  }
}
