package org.seriesflow.inference;

import java.util.List;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.inference.manifest.LabelSet;

/** A value that leaves a pipeline. */
public sealed interface Output {

  /** A box in the voxels [z,y,x] of the volume that entered. */
  record OfBox(VoxelBox box) implements Output {}

  /** Boxes in the voxels [z,y,x] of the volume that entered. */
  record OfBoxes(List<VoxelBox> boxes) implements Output {
    public OfBoxes {
      boxes = List.copyOf(boxes);
    }
  }

  /** One value a label, in the order of the label set. */
  record OfVector(LabelSet labels, Content content, List<Float> values) implements Output {
    public OfVector {
      values = List.copyOf(values);
    }
  }

  /**
   * A label index for each voxel.
   *
   * @param mask [1,z,y,x]; belongs to the result that holds it
   */
  record OfMask(Tensor mask) implements Output {}

  /** Points with class and score, in voxels [z,y,x] of the volume that entered. */
  record OfPoints(List<ScoredPoint> points) implements Output {
    public OfPoints {
      points = List.copyOf(points);
    }
  }

  /** A point in voxels, with its class and its score. */
  record ScoredPoint(double z, double y, double x, String label, double score) {}
}
