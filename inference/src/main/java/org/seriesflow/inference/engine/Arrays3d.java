package org.seriesflow.inference.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelType;
import org.seriesflow.imaging.operator.Trilinear;

/**
 * Arrays seen as volumes of unit spacing, for operators that read volumes, without a copy; and
 * volumes read into arrays.
 */
final class Arrays3d {
  private Arrays3d() {}

  /** All values of a tensor; its memory stays the tensor's. */
  static Volume volume(Tensor tensor, Shape shape) {
    return volume(tensor.data(), shape);
  }

  /** One channel of a map; a plane is a volume of one slice. */
  static Volume channel(Value.MapImage map, int channel) {
    var size = map.size();
    var shape =
        size.length == 2 ? new Shape(1, size[0], size[1]) : new Shape(size[0], size[1], size[2]);
    long bytes = shape.voxels() * Float.BYTES;
    return volume(map.tensor().data().asSlice(channel * bytes, bytes), shape);
  }

  /** The voxels of a view as a map of one channel, with what happens to them when read. */
  static Value.MapImage map(Value.VolumeView view, StepInputs in) {
    var shape = view.shape();
    var values = in.keep(Tensor.allocate(shape.z(), shape.y(), shape.x()));
    Trilinear.cropAndResizeInto(
        values, view.volume(), view.region(), view.intensity(), true, in.run().threads());
    var mm = view.volume().geometry().spacingMm();
    return new Value.MapImage(values, List.of(mm.zMm(), mm.yMm(), mm.xMm()), Optional.empty());
  }

  private static Volume volume(MemorySegment floats, Shape shape) {
    var geometry = VolumeGeometry.axisAligned(shape, new Vector3(0, 0, 0), new Spacing(1, 1, 1));
    return Volume.over(floats, Arena.ofAuto(), geometry, VoxelType.FLOAT32, 1, 0);
  }
}
