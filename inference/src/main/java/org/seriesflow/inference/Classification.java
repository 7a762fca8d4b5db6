package org.seriesflow.inference;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.seriesflow.inference.manifest.LabelSet.Role;

/**
 * What a classifier says of a volume.
 *
 * @param scores one a label, in the order of the manifest; empty where they were withheld
 * @param substitution something stood in for an input of the networks
 * @param withheld why there are no scores
 * @param network time inside calls of networks
 * @param total time of the whole stage
 * @param networkRuns number of calls of networks
 */
public record Classification(
    List<LabelScore> scores,
    Optional<Substitution> substitution,
    Optional<Substitution> withheld,
    Duration network,
    Duration total,
    int networkRuns) {
  public Classification {
    scores = List.copyOf(scores);
  }

  /** The scores of labels with a role, in the order of the manifest. */
  public List<LabelScore> having(Role role) {
    return scores.stream().filter(score -> score.role() == role).toList();
  }
}
