package org.seriesflow.inference.dataflow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.seriesflow.inference.manifest.LabelSet;
import org.seriesflow.inference.manifest.ModelFile;

/**
 * What the steps of a package may name: its networks and its label sets. Immutable and thread-safe.
 */
public final class Declarations {
  private final Map<String, ModelFile> models;
  private final Map<String, LabelSet> labels;

  /** The declarations of one manifest. */
  public Declarations(Map<String, ModelFile> models, Map<String, LabelSet> labels) {
    this.models = Map.copyOf(models);
    this.labels = Map.copyOf(labels);
  }

  /** The network of that name. */
  public Optional<ModelFile> model(String name) {
    return Optional.ofNullable(models.get(name));
  }

  /** The label set of that name. */
  public Optional<LabelSet> labels(String name) {
    return Optional.ofNullable(labels.get(name));
  }

  /** The names of all networks. */
  public List<String> modelNames() {
    return models.keySet().stream().sorted().toList();
  }

  /** The same declarations, with one more name for a network: how a body names its fold. */
  public Declarations binding(String name, ModelFile model) {
    var more = new HashMap<>(models);
    more.put(name, model);
    return new Declarations(more, labels);
  }
}
