package org.seriesflow.dicom;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.seriesflow.imaging.VolumeGeometry;

/**
 * A simple head: scalp, skull, brain and ventricles as ellipsoids about the origin of LPS space,
 * and arteries as tubes. Values are HU for {@link SyntheticSpec.Modality#CTA} and arbitrary units
 * for {@link SyntheticSpec.Modality#MRA}.
 */
final class HeadPhantom {
  /** Values of air, scalp, bone, brain, ventricle and artery, and the noise's deviation. */
  private record Tissue(
      int air, int scalp, int bone, int brain, int ventricle, int artery, double noise) {}

  private static final Tissue CT = new Tissue(-1000, 40, 1100, 35, 8, 360, 8);
  private static final Tissue MR = new Tissue(0, 170, 25, 130, 45, 620, 9);

  /** Half axes of the outer surfaces, mm: x, y, z. */
  private static final double[] SCALP = {77, 95, 108};

  private static final double[] SKULL = {72, 90, 103};
  private static final double[] INNER_TABLE = {66, 84, 97};
  private static final double[] VENTRICLE = {7, 26, 12};
  private static final double VENTRICLE_OFFSET_MM = 11;
  private static final double VENTRICLE_HEIGHT_MM = 12;

  private final VolumeGeometry geometry;
  private final Tissue tissue;
  private final boolean magnitude;
  private final short[][] slices;

  private HeadPhantom(VolumeGeometry geometry, SyntheticSpec spec) {
    this.geometry = geometry;
    magnitude = spec.modality() == SyntheticSpec.Modality.MRA;
    tissue = magnitude ? MR : CT;
    slices = new short[geometry.shape().z()][geometry.shape().y() * geometry.shape().x()];
  }

  /** The real values, slice by slice, rows of columns. */
  static short[][] render(VolumeGeometry geometry, SyntheticSpec spec) {
    var phantom = new HeadPhantom(geometry, spec);
    var seeds = new SplittableRandom(spec.seed());
    var arteries = ArteryTree.grow(seeds.split(), spec.aneurysm());
    for (var z = 0; z < phantom.slices.length; z++) {
      phantom.fillTissue(z);
    }
    arteries.beads().forEach(phantom::drawBead);
    for (var slice : phantom.slices) {
      phantom.addNoise(slice, seeds.split());
    }
    return phantom.slices;
  }

  private void fillTissue(int z) {
    var shape = geometry.shape();
    var slice = slices[z];
    Arrays.fill(slice, (short) tissue.air());
    for (var y = 0; y < shape.y(); y++) {
      var row = geometry.toLps(z, y, 0);
      for (var x = 0; x < shape.x(); x++) {
        slice[y * shape.x() + x] =
            (short)
                tissueAt(
                    row.x() + x * geometry.stepX().x(),
                    row.y() + x * geometry.stepX().y(),
                    row.z() + x * geometry.stepX().z());
      }
    }
  }

  private int tissueAt(double x, double y, double z) {
    if (outside(SCALP, x, y, z)) {
      return tissue.air();
    }
    if (outside(SKULL, x, y, z)) {
      return tissue.scalp();
    }
    if (outside(INNER_TABLE, x, y, z)) {
      return tissue.bone();
    }
    var fromVentricle = Math.abs(x) - VENTRICLE_OFFSET_MM;
    return outside(VENTRICLE, fromVentricle, y, z - VENTRICLE_HEIGHT_MM)
        ? tissue.brain()
        : tissue.ventricle();
  }

  private static boolean outside(double[] halfAxes, double x, double y, double z) {
    var a = x / halfAxes[0];
    var b = y / halfAxes[1];
    var c = z / halfAxes[2];
    return a * a + b * b + c * c > 1;
  }

  /** Draws a ball of blood; its border falls off over a voxel, as partial volume does. */
  private void drawBead(ArteryTree.Bead bead) {
    var shape = geometry.shape();
    var centre = geometry.toIndex(bead.centre());
    var spacing = geometry.spacingMm();
    var border = Math.min(spacing.xMm(), Math.min(spacing.yMm(), spacing.zMm()));
    var reach = bead.radiusMm() + border;
    var least = new int[3];
    var most = new int[3];
    for (var axis = 0; axis < 3; axis++) {
      var voxels = reach / spacing.mm(axis);
      least[axis] = Math.max(0, (int) Math.ceil(centre[axis] - voxels));
      most[axis] = Math.min(shape.length(axis) - 1, (int) Math.floor(centre[axis] + voxels));
    }
    for (var z = least[0]; z <= most[0]; z++) {
      for (var y = least[1]; y <= most[1]; y++) {
        for (var x = least[2]; x <= most[2]; x++) {
          var distance = geometry.toLps(z, y, x).minus(bead.centre()).norm();
          var share = Math.clamp((bead.radiusMm() + border / 2 - distance) / border, 0, 1);
          blend(z, y * shape.x() + x, share);
        }
      }
    }
  }

  private void blend(int z, int at, double share) {
    var mixed = tissue.brain() + share * (tissue.artery() - tissue.brain());
    if (share > 0 && mixed > slices[z][at]) {
      slices[z][at] = (short) Math.round(mixed);
    }
  }

  private void addNoise(short[] slice, SplittableRandom random) {
    for (var i = 0; i < slice.length; i++) {
      // The sum of four uniform numbers is near enough to a normal one, and fast.
      var bits = random.nextLong();
      var sum = (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
      var noise = (sum / 65535.0 - 2) * 1.732 * tissue.noise();
      var value = slice[i] + noise;
      slice[i] = (short) Math.round(magnitude ? Math.abs(value) : Math.max(-1024, value));
    }
  }
}
