package org.seriesflow.inference.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.yaml.Fields;

/** Reads the tensors of a network. */
final class TensorReader {
  private TensorReader() {}

  static Map<String, TensorSpec> tensors(Fields model, String key, Map<String, LabelSet> labels) {
    var tensors = new LinkedHashMap<String, TensorSpec>();
    model
        .objectsByName(key)
        .forEach((name, fields) -> tensors.put(name, tensor(name, fields, labels)));
    return tensors;
  }

  private static TensorSpec tensor(String name, Fields fields, Map<String, LabelSet> labels) {
    var shape = new ArrayList<Integer>();
    for (var length : fields.texts("shape")) {
      if (length.equals("any")) {
        shape.add(TensorSpec.ANY);
      } else if (length.matches("[1-9][0-9]{0,8}")) {
        shape.add(Integer.parseInt(length));
      } else {
        throw fields.problem("shape", "'" + length + "' is neither a size nor 'any'");
      }
    }
    var axes = fields.choices("axes", TensorSpec.Axis.class);
    if (axes.size() != shape.size()) {
      throw fields.problem("axes", "names " + axes.size() + " axes for " + shape.size() + " sizes");
    }
    if (!axes.stream().sorted().distinct().toList().equals(axes)) {
      throw fields.problem(
          "axes", "must stand once each, in the order batch, time, channel, label, z, y, x");
    }
    var labelSet = fields.textIfPresent("labels");
    if (labelSet.isPresent() && !labels.containsKey(labelSet.get())) {
      throw fields.problem("labels", "the label set '" + labelSet.get() + "' is not declared");
    }
    var spec =
        new TensorSpec(
            name,
            fields.text("type"),
            shape,
            axes,
            fields.choice("content", Content.class),
            fields.textsIfPresent("channels"),
            labelSet,
            fields.source());
    checkNames(fields, spec, labelSet.map(labels::get));
    fields.done();
    return spec;
  }

  private static void checkNames(Fields fields, TensorSpec spec, Optional<LabelSet> labels) {
    int channels = spec.size(TensorSpec.Axis.CHANNEL);
    boolean hasChannels = spec.axes().contains(TensorSpec.Axis.CHANNEL);
    if (hasChannels && channels != TensorSpec.ANY && spec.channels().size() != channels) {
      throw fields.problem(
          fields.has("channels") ? "channels" : "axes",
          "names " + spec.channels().size() + " channels, but the tensor has " + channels);
    }
    if (spec.axes().contains(TensorSpec.Axis.LABEL) != labels.isPresent()) {
      throw fields.problem("axes", "a label axis needs 'labels', and the other way round");
    }
    if (labels.isPresent() && spec.size(TensorSpec.Axis.LABEL) != labels.get().size()) {
      throw fields.problem(
          "labels",
          "has "
              + labels.get().size()
              + " labels, but the tensor has "
              + spec.size(TensorSpec.Axis.LABEL));
    }
  }
}
