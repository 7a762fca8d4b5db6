package org.seriesflow.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageOutputStream;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.Volume;

/**
 * Synthetic slices through two soft balls that stand at known points of the patient: each pixel has
 * the value of that point of space, wherever its slice lies. The brighter ball is on the left.
 */
final class LandmarkSeries {
  /** The brighter ball, left, anterior and low. */
  static final Vector3 LEFT = new Vector3(18, -9, -6);

  /** The fainter ball, right, posterior and high. */
  static final Vector3 RIGHT = new Vector3(-15, 11, 8);

  static final int BACKGROUND = 50;

  private static final int SIZE = 96;
  private static final double ROW_STEP_MM = 0.8;
  private static final double COLUMN_STEP_MM = 0.7;
  private static final double SIGMA_MM = 3;
  private static final double WINDOW_MM = 8;

  private final Path folder;
  private final Vector3 row;
  private final Vector3 column;
  private BiConsumer<Integer, Attributes> change = (index, dataset) -> {};

  LandmarkSeries(Path folder, Vector3 row, Vector3 column) {
    this.folder = folder;
    this.row = row.normalised();
    this.column = column.normalised();
  }

  LandmarkSeries changed(BiConsumer<Integer, Attributes> step) {
    change = change.andThen(step);
    return this;
  }

  /** Across the slices. */
  Vector3 normal() {
    return row.cross(column).normalised();
  }

  /**
   * Normalises slices whose centres lie at those points.
   *
   * @param settings of the normalisation
   */
  Normalisation normalise(List<Vector3> centres, NormalisationSettings settings) throws Exception {
    return SeriesNormaliser.normalise(write(centres), settings);
  }

  private List<SourceInstance> write(List<Vector3> centres) throws IOException {
    var sources = new ArrayList<SourceInstance>();
    for (var i = 0; i < centres.size(); i++) {
      var dataset = slice(i, centres.get(i));
      change.accept(i, dataset);
      var file = folder.resolve("landmarks-" + i + ".dcm");
      try (var out = new ImageOutputStream(file.toFile())) {
        out.writeDataset(dataset.createFileMetaInformation(UID.ExplicitVRLittleEndian), dataset);
      }
      sources.add(new SourceInstance(file, dataset.getString(Tag.SOPInstanceUID)));
    }
    return sources;
  }

  private Attributes slice(int index, Vector3 centre) {
    var half = (SIZE - 1) / 2.0;
    var position =
        centre.minus(row.times(half * COLUMN_STEP_MM)).minus(column.times(half * ROW_STEP_MM));
    var dataset = new Attributes();
    dataset.setString(Tag.SOPClassUID, VR.UI, "1.2.840.10008.5.1.4.1.1.2");
    dataset.setString(Tag.SOPInstanceUID, VR.UI, "2.25.20" + index);
    dataset.setString(Tag.SeriesInstanceUID, VR.UI, "2.25.4");
    dataset.setString(Tag.Modality, VR.CS, "CT");
    dataset.setDouble(Tag.ImagePositionPatient, VR.DS, position.x(), position.y(), position.z());
    dataset.setDouble(
        Tag.ImageOrientationPatient,
        VR.DS,
        row.x(),
        row.y(),
        row.z(),
        column.x(),
        column.y(),
        column.z());
    dataset.setDouble(Tag.PixelSpacing, VR.DS, ROW_STEP_MM, COLUMN_STEP_MM);
    dataset.setInt(Tag.SamplesPerPixel, VR.US, 1);
    dataset.setString(Tag.PhotometricInterpretation, VR.CS, "MONOCHROME2");
    dataset.setInt(Tag.Rows, VR.US, SIZE);
    dataset.setInt(Tag.Columns, VR.US, SIZE);
    dataset.setInt(Tag.BitsAllocated, VR.US, 16);
    dataset.setInt(Tag.BitsStored, VR.US, 16);
    dataset.setInt(Tag.HighBit, VR.US, 15);
    dataset.setInt(Tag.PixelRepresentation, VR.US, 1);
    dataset.setInt(Tag.PixelData, VR.OW, pixels(position));
    return dataset;
  }

  private int[] pixels(Vector3 position) {
    var cells = new int[SIZE * SIZE];
    for (var r = 0; r < SIZE; r++) {
      for (var c = 0; c < SIZE; c++) {
        var point =
            position.plus(row.times(c * COLUMN_STEP_MM)).plus(column.times(r * ROW_STEP_MM));
        var value = BACKGROUND + 2000 * ball(point, LEFT) + 1000 * ball(point, RIGHT);
        cells[r * SIZE + c] = (int) Math.round(value) & 0xFFFF;
      }
    }
    return cells;
  }

  private static double ball(Vector3 point, Vector3 centre) {
    var distance = point.minus(centre).norm();
    return Math.exp(-distance * distance / (2 * SIGMA_MM * SIGMA_MM));
  }

  /**
   * Where the brighter ball stands: the centre of gravity around the brightest voxel, index
   * [z,y,x].
   */
  static double[] brightest(Volume volume) {
    return centreAround(volume, peak(volume, new Vector3(1e6, 0, 0)));
  }

  /** Where the other ball stands, index [z,y,x]. */
  static double[] secondBrightest(Volume volume) {
    var first = brightest(volume);
    return centreAround(
        volume, peak(volume, volume.geometry().toLps(first[0], first[1], first[2])));
  }

  private static Vector3 peak(Volume volume, Vector3 notNear) {
    var best = Double.NEGATIVE_INFINITY;
    var where = Vector3.ZERO;
    var shape = volume.shape();
    for (var z = 0; z < shape.z(); z++) {
      for (var y = 0; y < shape.y(); y++) {
        for (var x = 0; x < shape.x(); x++) {
          var point = volume.geometry().toLps(z, y, x);
          if (volume.valueAt(z, y, x) > best && point.minus(notNear).norm() > 2 * WINDOW_MM) {
            best = volume.valueAt(z, y, x);
            where = point;
          }
        }
      }
    }
    return where;
  }

  private static double[] centreAround(Volume volume, Vector3 peak) {
    var sum = 0.0;
    var centre = new double[3];
    var shape = volume.shape();
    for (var z = 0; z < shape.z(); z++) {
      for (var y = 0; y < shape.y(); y++) {
        for (var x = 0; x < shape.x(); x++) {
          if (volume.geometry().toLps(z, y, x).minus(peak).norm() < WINDOW_MM) {
            var weight = volume.valueAt(z, y, x) - BACKGROUND;
            sum += weight;
            centre[0] += weight * z;
            centre[1] += weight * y;
            centre[2] += weight * x;
          }
        }
      }
    }
    for (var axis = 0; axis < 3; axis++) {
      centre[axis] /= sum;
    }
    return centre;
  }
}
