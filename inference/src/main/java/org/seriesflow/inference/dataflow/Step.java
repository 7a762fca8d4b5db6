package org.seriesflow.inference.dataflow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.seriesflow.inference.operator.Operator;
import org.seriesflow.yaml.Source;

/**
 * One operator with its inputs.
 *
 * @param inputs references by the operator's port name, in the order of the manifest
 */
public record Step(String id, Operator operator, Map<String, Reference> inputs, Source source) {
  public Step {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
  }
}
