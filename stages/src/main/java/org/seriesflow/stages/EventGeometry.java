package org.seriesflow.stages;

import org.seriesflow.events.NormalisedVolume;
import org.seriesflow.events.RegionOfInterest;
import org.seriesflow.imaging.BoxInSpace;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelBox;

/**
 * Between the geometry of events and that of {@code imaging}. Both mean the same: array order
 * [z,y,x], LPS, mm, voxel centres at whole indices, half-open boxes.
 */
public final class EventGeometry {
  private EventGeometry() {}

  /**
   * The geometry that the event states.
   *
   * @throws IllegalArgumentException where it is none, with the value
   */
  public static VolumeGeometry geometry(NormalisedVolume volume) {
    var event = volume.getGeometry();
    var affine = event.getIndexToLps().stream().mapToDouble(Double::doubleValue).toArray();
    return VolumeGeometry.fromIndexToLps(
        new Shape(event.getSizeZ(), event.getSizeY(), event.getSizeX()), affine);
  }

  /**
   * The voxel box of a region, which must lie in the volume.
   *
   * @throws IllegalArgumentException where it is empty or leaves the volume, with the values
   */
  public static VoxelBox box(RegionOfInterest region, Shape shape) {
    var event = region.getVoxelBox();
    var box =
        new VoxelBox(
            event.getMinZ(),
            event.getMinY(),
            event.getMinX(),
            event.getMaxZ(),
            event.getMaxY(),
            event.getMaxX());
    if (!box.isWithin(shape)) {
      throw new IllegalArgumentException("region " + box + " leaves the volume of " + shape);
    }
    return box;
  }

  /** The region as an event states it; without a place in space where the geometry was guessed. */
  public static RegionOfInterest region(
      int volumeIndex, VoxelBox box, VolumeGeometry geometry, boolean geometryEstimated) {
    return RegionOfInterest.newBuilder()
        .setVolumeIndex(volumeIndex)
        .setVoxelBox(
            new org.seriesflow.events.VoxelBox(
                box.minZ(), box.minY(), box.minX(), box.maxZ(), box.maxY(), box.maxX()))
        .setBoxInSpace(geometryEstimated ? null : inSpace(geometry.boxInLps(box)))
        .build();
  }

  private static org.seriesflow.events.BoxInSpace inSpace(BoxInSpace box) {
    return new org.seriesflow.events.BoxInSpace(
        vector(box.corner()),
        vector(box.edgeX()),
        vector(box.edgeY()),
        vector(box.edgeZ()),
        vector(box.minMm()),
        vector(box.maxMm()));
  }

  private static org.seriesflow.events.Vector3 vector(Vector3 v) {
    return new org.seriesflow.events.Vector3(v.x(), v.y(), v.z());
  }
}
