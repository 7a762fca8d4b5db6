package org.seriesflow.inference;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.seriesflow.inference.manifest.Manifest.ProductRole;

/**
 * What one run of a pipeline gives. Closing frees the masks in it. Immutable and thread-safe until
 * it is closed.
 *
 * @param outputs by the names in the manifest's {@code produces}; empty where scores were withheld
 * @param roles the role of each output
 * @param substitutions what guards replaced, in the order in which they did
 * @param withheld why there are no outputs
 * @param network time inside calls of networks
 * @param total time of the whole run
 * @param networkRuns number of calls of networks
 */
public record PipelineResult(
    Map<String, Output> outputs,
    Map<String, ProductRole> roles,
    List<Substitution> substitutions,
    Optional<Substitution> withheld,
    Duration network,
    Duration total,
    int networkRuns)
    implements AutoCloseable {

  public PipelineResult {
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    roles = Map.copyOf(roles);
    substitutions = List.copyOf(substitutions);
  }

  /** The outputs that have a role, in the order of the manifest. */
  public List<Output> having(ProductRole role) {
    return outputs.entrySet().stream()
        .filter(entry -> roles.get(entry.getKey()) == role)
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Frees the masks. */
  @Override
  public void close() {
    for (var output : outputs.values()) {
      if (output instanceof Output.OfMask(var mask)) {
        mask.close();
      }
    }
  }
}
