package org.seriesflow.inference;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.seriesflow.imaging.VoxelBox;

/**
 * Where the next stage should look.
 *
 * @param boxes half-open boxes in voxels [z,y,x], one a volume, in the order of the volumes
 * @param substitution why a box is not what the networks said
 * @param network time inside calls of networks
 * @param total time of the whole stage
 * @param networkRuns number of calls of networks
 */
public record RoiFinding(
    List<VoxelBox> boxes,
    Optional<Substitution> substitution,
    Duration network,
    Duration total,
    int networkRuns) {
  public RoiFinding {
    boxes = List.copyOf(boxes);
  }

  /** The box of the first volume. */
  public VoxelBox box() {
    return boxes.getFirst();
  }
}
