package org.seriesflow.inference.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.inference.dataflow.Dataflow;
import org.seriesflow.inference.dataflow.Reference;
import org.seriesflow.inference.dataflow.Step;

/**
 * One pass through a dataflow: the package's own, or a round of a body. Steps run when their output
 * is first asked for, so a branch that nobody needs never runs. Closing frees every array that was
 * made here and not handed over.
 */
final class Frame implements AutoCloseable {
  private final PipelineRun run;
  private final boolean ofPackage;
  private final Dataflow flow;
  private final Map<String, Value> inputs;
  private final Map<String, OpenModel> models;
  private final Map<String, Step> steps = new HashMap<>();
  private final Map<String, Map<String, Value>> done = new HashMap<>();
  private final List<AutoCloseable> owned = new ArrayList<>();

  /** A round of a body. */
  Frame(PipelineRun run, Dataflow flow, Map<String, Value> inputs, Map<String, OpenModel> models) {
    this(run, flow, inputs, models, false);
  }

  private Frame(
      PipelineRun run,
      Dataflow flow,
      Map<String, Value> inputs,
      Map<String, OpenModel> models,
      boolean ofPackage) {
    this.run = run;
    this.ofPackage = ofPackage;
    this.flow = flow;
    this.inputs = inputs;
    this.models = models;
    flow.steps().forEach(step -> steps.put(step.id(), step));
  }

  /** The package's own dataflow: others may go first before each of its steps. */
  static Frame ofPackage(
      PipelineRun run, Dataflow flow, Map<String, Value> inputs, Map<String, OpenModel> models) {
    return new Frame(run, flow, inputs, models, true);
  }

  PipelineRun run() {
    return run;
  }

  OpenModel model(String name) {
    return models.get(name);
  }

  /** The networks of this frame and one more name for one of them. */
  Map<String, OpenModel> binding(String name, OpenModel model) {
    var more = new HashMap<>(models);
    more.put(name, model);
    return more;
  }

  Map<String, OpenModel> models() {
    return models;
  }

  /** A value, computed where it is not there yet. */
  Value value(Reference reference) {
    if (reference.isInput()) {
      return inputs.get(reference.output());
    }
    var outputs = done.get(reference.step());
    if (outputs == null) {
      if (ofPackage) {
        run.turn();
      }
      var step = steps.get(reference.step());
      outputs = Execution.execute(new StepInputs(this, step));
      done.put(step.id(), outputs);
    }
    return outputs.get(reference.output());
  }

  /** Everything that leaves the dataflow. */
  Map<String, Value> outputs() {
    var outputs = new LinkedHashMap<String, Value>();
    flow.outputs().forEach((name, reference) -> outputs.put(name, value(reference)));
    return outputs;
  }

  /** Frees the array with this frame. */
  Tensor keep(Tensor tensor) {
    owned.add(tensor);
    return tensor;
  }

  /** Frees something other than an array with this frame. */
  void closeLater(AutoCloseable resource) {
    owned.add(resource);
  }

  /** Gives the arrays in these values to another frame, which then frees them. */
  void handOver(Iterable<Value> values, Frame to) {
    Set<AutoCloseable> mine = Collections.newSetFromMap(new IdentityHashMap<>());
    mine.addAll(owned);
    Set<AutoCloseable> given = Collections.newSetFromMap(new IdentityHashMap<>());
    for (var value : values) {
      value.tensors().filter(mine::contains).forEach(given::add);
    }
    owned.removeIf(given::contains);
    to.owned.addAll(given);
  }

  @Override
  public void close() {
    for (var resource : owned) {
      try {
        resource.close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("memory of a run could not be freed", e);
      }
    }
    owned.clear();
  }
}
