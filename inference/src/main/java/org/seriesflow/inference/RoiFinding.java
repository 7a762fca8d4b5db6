package org.seriesflow.inference;

import java.time.Duration;
import java.util.Optional;
import org.seriesflow.imaging.VoxelBox;

/**
 * Where the next stage should look.
 *
 * @param box half-open box in the voxels [z,y,x] of the volume
 * @param substitution why the box is not what the networks said
 * @param network time inside calls of networks
 * @param total time of the whole stage
 * @param networkRuns number of calls of networks
 */
public record RoiFinding(
    VoxelBox box,
    Optional<Substitution> substitution,
    Duration network,
    Duration total,
    int networkRuns) {}
