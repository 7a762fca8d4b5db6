package org.seriesflow.inference.manifest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.seriesflow.inference.dataflow.Dataflow;
import org.seriesflow.inference.dataflow.Declarations;
import org.seriesflow.inference.dataflow.ValueType;
import org.seriesflow.inference.eligibility.Eligibility;
import org.seriesflow.yaml.Source;

/**
 * A manifest that was read and type-checked. Immutable and thread-safe.
 *
 * @param id name of the package
 * @param version version of the package
 * @param licence SPDX identifier of the networks' licence
 * @param intendedUse for what and whom, and for what not
 * @param consumes types of the pipeline's inputs by name
 * @param models networks by name
 * @param labels label sets by name
 * @param steps the pipeline
 * @param produces what leaves the pipeline, by name
 */
public record Manifest(
    String id,
    String version,
    String title,
    Task task,
    Training training,
    String licence,
    String intendedUse,
    Map<String, ValueType> consumes,
    Map<String, ModelFile> models,
    Map<String, LabelSet> labels,
    Eligibility eligibility,
    Dataflow steps,
    Map<String, Product> produces,
    Source source) {

  /** What a package is for. */
  public enum Task {
    /** Gives a box in the volume. */
    REGION_OF_INTEREST,
    /** Gives label scores. */
    CLASSIFICATION,
    /** Gives masks. */
    SEGMENTATION,
    /** Gives boxes or points with scores. */
    DETECTION
  }

  /** Where the weights come from. */
  public enum Training {
    /** Fitted to patients' data. */
    TRAINED,
    /** Random: the architecture is real, the scores mean nothing. */
    UNTRAINED,
    /** Fitted to synthetic data only. */
    SYNTHETIC
  }

  /** What an output means to those who read it. */
  public enum ProductRole {
    REGION_OF_INTEREST,
    LOGITS,
    PROBABILITIES,
    MASK,
    BOXES,
    POINTS
  }

  /** An output of the package. */
  public record Product(ProductRole role, ValueType type) {}

  public Manifest {
    consumes = Collections.unmodifiableMap(new LinkedHashMap<>(consumes));
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    produces = Collections.unmodifiableMap(new LinkedHashMap<>(produces));
  }

  /** What the steps may name. */
  public Declarations declarations() {
    return new Declarations(models, labels);
  }
}
