package org.seriesflow.inference.operator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.inference.dataflow.Dataflow;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;
import org.seriesflow.inference.manifest.TensorSpec;
import org.seriesflow.inference.manifest.TensorSpec.Axis;

/** Operator 9: a network, and what runs one several times. */
public sealed interface Network {

  /** All modes run. */
  sealed interface Executable extends Network, Operator.Executable {
    @Override
    default int number() {
      return 9;
    }
  }

  /**
   * One call of a network. The ports are the names of its input tensors; the tensors' batch axis is
   * added here.
   *
   * @param model a declared network, or the name that a {@code folds} body gives its fold
   * @param outputs the tensors that are computed
   */
  record Run(String model, List<String> outputs) implements Executable {
    public Run {
      outputs = List.copyOf(outputs);
    }

    @Override
    public String words() {
      return "onnx";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      var file = in.model(model);
      file.inputs().forEach((name, tensor) -> checkInput(in, name, tensor));
      var types = new LinkedHashMap<String, ValueType>();
      for (var output : outputs) {
        var tensor = file.outputs().get(output);
        if (tensor == null) {
          throw in.problem(
              "the model '"
                  + model
                  + "' has no output '"
                  + output
                  + "'; it declares: "
                  + String.join(", ", file.outputs().keySet()));
        }
        types.put(output, type(in, tensor));
      }
      return types;
    }

    private static void checkInput(Ports in, String name, TensorSpec tensor) {
      switch (in.any(name)) {
        case ValueType.Map map -> checkMap(in, name, tensor, map);
        case ValueType.Vector vector when tensor.labels().equals(Optional.of(vector.labels())) -> {}
        case ValueType.Points points when tensor.content() == Content.COORDINATES -> {}
        case ValueType.Items items
            when items.of() instanceof ValueType.Map map && tensor.axes().contains(Axis.TIME) ->
            checkMap(in, name, tensor, map);
        case ValueType other -> throw in.refuse(name, "value for tensor " + tensor.shape(), other);
      }
    }

    private static void checkMap(Ports in, String name, TensorSpec tensor, ValueType.Map map) {
      var spatial = tensor.spatialSize();
      boolean fits =
          spatial.size() == map.rank()
              && map.content() == tensor.content()
              && fits(tensor.size(Axis.CHANNEL), map.channels());
      for (int i = 0; fits && i < map.size().size(); i++) {
        fits = fits(spatial.get(i), map.size().get(i));
      }
      if (!fits) {
        throw in.refuse(
            name,
            ValueType.Map.of(map.rank(), tensor.content()) + " for tensor " + tensor.shape(),
            map);
      }
    }

    private static boolean fits(int declared, int given) {
      return declared == TensorSpec.ANY || given == 0 || declared == given;
    }

    private static ValueType type(Ports in, TensorSpec tensor) {
      if (tensor.labels().isPresent()) {
        var labels = in.labels(tensor.labels().get());
        int declared = tensor.size(Axis.LABEL);
        if (declared != labels.size()) {
          throw in.problem(
              "tensor '"
                  + tensor.name()
                  + "' has "
                  + declared
                  + " values, but the label set '"
                  + labels.name()
                  + "' has "
                  + labels.size());
        }
        return new ValueType.Vector(labels.name(), tensor.content());
      }
      var spatial = tensor.spatialSize();
      if (spatial.isEmpty()) {
        throw in.problem("tensor '" + tensor.name() + "' has neither labels nor spatial axes");
      }
      var known = spatial.contains(TensorSpec.ANY) ? List.<Integer>of() : spatial;
      int channels = Math.max(tensor.size(Axis.CHANNEL), 0);
      return new ValueType.Map(spatial.size(), tensor.content(), channels, known);
    }
  }

  private static Map<String, ValueType> listed(Map<String, ValueType> types) {
    var lists = new LinkedHashMap<String, ValueType>();
    types.forEach((name, type) -> lists.put(name, new ValueType.Items(present(type))));
    return lists;
  }

  private static ValueType present(ValueType type) {
    return type instanceof ValueType.Maybe(ValueType of) ? of : type;
  }

  /**
   * The body once for each network; every output becomes a list.
   *
   * @param models networks with equal tensors
   * @param as the name by which the body calls its network
   */
  record Folds(List<String> models, String as, Dataflow steps) implements Executable {
    public Folds {
      models = List.copyOf(models);
    }

    @Override
    public String words() {
      return "folds";
    }

    @Override
    public Optional<Dataflow> body() {
      return Optional.of(steps);
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      var first = in.model(models.getFirst());
      for (var name : models) {
        if (!in.model(name).hasSignatureOf(first)) {
          throw in.problem("'" + name + "' has other tensors than '" + models.getFirst() + "'");
        }
      }
      return listed(in.body(steps, in.all(), as, first));
    }
  }

  /**
   * The body once for each element; every output becomes a list. What is missing keeps its place
   * there: a later step over several lists leaves out the rounds that lack one of their elements.
   *
   * @param over the ports whose elements are taken one by one, side by side; the other ports are
   *     the same in every round
   */
  record ForEach(List<String> over, Dataflow steps) implements Executable {
    public ForEach {
      over = List.copyOf(over);
    }

    @Override
    public String words() {
      return "for-each";
    }

    @Override
    public Optional<Dataflow> body() {
      return Optional.of(steps);
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      var inside = new LinkedHashMap<>(in.all());
      for (var port : over) {
        var element =
            switch (in.any(port)) {
              case ValueType.Slices slices -> new ValueType.Map(2, Content.INTENSITY, 1, List.of());
              case ValueType.Items items -> items.of();
              case ValueType other -> throw in.refuse(port, "list or slices", other);
            };
        inside.put(port, element);
      }
      return listed(in.body(steps, inside));
    }
  }
}
