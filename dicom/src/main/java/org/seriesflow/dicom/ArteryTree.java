package org.seriesflow.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.seriesflow.imaging.Vector3;

/**
 * The large arteries of the head as strings of beads: carotids, vertebrals, basilar, the circle of
 * Willis with its branches, and perhaps a saccular aneurysm on it. LPS, mm.
 */
final class ArteryTree {
  private static final double BEAD_DISTANCE_MM = 0.4;
  private static final double JITTER_MM = 1.5;

  /** A ball of blood. */
  record Bead(Vector3 centre, double radiusMm) {}

  private final List<Bead> beads = new ArrayList<>();
  private final SplittableRandom random;

  private ArteryTree(SplittableRandom random) {
    this.random = random;
  }

  static ArteryTree grow(SplittableRandom random, boolean aneurysm) {
    var tree = new ArteryTree(random);
    var basilarTip = tree.near(0, 4, -18);
    var basilarRoot = tree.near(0, 15, -55);
    tree.vessel(1.8, basilarRoot, tree.near(0, 11, -38), basilarTip);
    var anterior = new ArrayList<Vector3>();
    var sites = new ArrayList<Vector3>();
    for (var side : new int[] {1, -1}) {
      var carotidTop = tree.near(side * 14, -12, -16);
      var posteriorCorner = tree.near(side * 9, 3, -17);
      var anteriorCorner = tree.near(side * 4, -24, -12);
      var middleFork = tree.near(side * 35, -14, -10);
      tree.vessel(
          2.4,
          tree.near(side * 24, 8, -92),
          tree.near(side * 22, 2, -60),
          tree.near(side * 16, -4, -34),
          tree.near(side * 17, -15, -26),
          carotidTop);
      tree.vessel(1.5, tree.near(side * 10, 28, -95), tree.near(side * 7, 24, -75), basilarRoot);
      tree.vessel(1.3, carotidTop, anteriorCorner);
      tree.vessel(0.8, carotidTop, posteriorCorner);
      tree.vessel(1.2, basilarTip, posteriorCorner);
      tree.vessel(1.7, carotidTop, middleFork);
      tree.vessel(1.3, middleFork, tree.near(side * 52, -9, 4), tree.near(side * 58, 6, 26));
      tree.vessel(1.2, middleFork, tree.near(side * 50, 4, -8), tree.near(side * 56, 24, 4));
      tree.vessel(
          1.1,
          anteriorCorner,
          tree.near(side * 3, -42, 6),
          tree.near(side * 3, -40, 36),
          tree.near(side * 3, -18, 62));
      tree.vessel(1.2, posteriorCorner, tree.near(side * 24, 20, -12), tree.near(side * 17, 52, 2));
      anterior.add(anteriorCorner);
      sites.add(middleFork);
      sites.add(carotidTop);
    }
    tree.vessel(0.9, anterior.getFirst(), anterior.getLast());
    sites.add(anterior.getFirst());
    sites.add(basilarTip);
    var site = sites.get(random.nextInt(sites.size()));
    var radiusMm = 2.5 + 2.5 * random.nextDouble();
    if (aneurysm) {
      tree.beads.add(new Bead(site.plus(new Vector3(0, -radiusMm, radiusMm / 2)), radiusMm));
    }
    return tree;
  }

  List<Bead> beads() {
    return beads;
  }

  private Vector3 near(double x, double y, double z) {
    return new Vector3(x + jitter(), y + jitter(), z + jitter());
  }

  private double jitter() {
    return (2 * random.nextDouble() - 1) * JITTER_MM;
  }

  /** A tube through the points, along a Catmull–Rom spline. */
  private void vessel(double radiusMm, Vector3... points) {
    for (var i = 0; i + 1 < points.length; i++) {
      var before = points[Math.max(0, i - 1)];
      var after = points[Math.min(points.length - 1, i + 2)];
      var length = points[i + 1].minus(points[i]).norm();
      var steps = Math.max(1, (int) Math.ceil(length / BEAD_DISTANCE_MM));
      for (var step = 0; step <= steps; step++) {
        var t = (double) step / steps;
        beads.add(new Bead(between(before, points[i], points[i + 1], after, t), radiusMm));
      }
    }
  }

  private static Vector3 between(Vector3 a, Vector3 b, Vector3 c, Vector3 d, double t) {
    var slopeB = c.minus(a).times(0.5);
    var slopeC = d.minus(b).times(0.5);
    var t2 = t * t;
    var t3 = t2 * t;
    return b.times(2 * t3 - 3 * t2 + 1)
        .plus(slopeB.times(t3 - 2 * t2 + t))
        .plus(c.times(-2 * t3 + 3 * t2))
        .plus(slopeC.times(t3 - t2));
  }
}
