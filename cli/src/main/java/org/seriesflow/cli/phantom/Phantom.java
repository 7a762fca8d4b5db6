package org.seriesflow.cli.phantom;

import java.nio.file.Path;
import java.util.List;

/**
 * A synthetic series with its truth.
 *
 * @param file archive with the DICOM files of the one series
 * @param appearance what it imitates: CTA, MRA, T1post or T2
 * @param shape voxels of the normalised volume, [z,y,x]
 * @param spacingMm distances of voxel centres, [z,y,x]
 * @param aneurysms all that are in it, the largest first; empty where there is none
 */
public record Phantom(
    Path file,
    String seriesInstanceUid,
    String appearance,
    List<Integer> shape,
    List<Double> spacingMm,
    List<Aneurysm> aneurysms) {
  public Phantom {
    shape = List.copyOf(shape);
    spacingMm = List.copyOf(spacingMm);
    aneurysms = List.copyOf(aneurysms);
  }

  /** Voxels of the volume. */
  public long voxels() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  /**
   * An aneurysm that the generator put there.
   *
   * @param label id of its location among the labels of the classifier packages
   * @param centreLpsMm [x,y,z] in patient space, LPS
   */
  public record Aneurysm(String label, double diameterMm, List<Double> centreLpsMm) {
    public Aneurysm {
      centreLpsMm = List.copyOf(centreLpsMm);
    }
  }
}
