package org.seriesflow.imaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.seriesflow.imaging.operator.Crop;
import org.seriesflow.imaging.operator.Resample;

/** The numbers of docs/coordinates.md, "Worked example". */
class WorkedExampleTest {
  private static final VolumeGeometry SERIES =
      VolumeGeometry.axisAligned(
          new Shape(2, 2, 3), new Vector3(-1, 10, 100), new Spacing(3, 2, 1));
  private static final VoxelBox BOX = new VoxelBox(0, 0, 1, 2, 1, 3);

  @Test
  void shouldPlaceVoxelInPatient() {
    assertEquals(new Vector3(1, 12, 103), SERIES.toLps(1, 1, 2));
  }

  @Test
  void shouldTurnFirstTwoRowsRoundForNifti() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (Volume volume = Volume.allocate(SERIES, VoxelType.INT16)) {
      Nifti.write(volume, file);
    }
    ByteBuffer header = ByteBuffer.wrap(file.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    float[] rows = new float[12];
    header.position(280).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(rows);
    assertArrayEquals(new float[] {-1, 0, 0, 1, 0, -2, 0, -10, 0, 0, 3, 100}, rows);
  }

  @Test
  void shouldPlaceBoxByItsOuterEdges() {
    assertEquals(
        new BoxInSpace(
            new Vector3(-.5, 9, 98.5),
            new Vector3(2, 0, 0),
            new Vector3(0, 2, 0),
            new Vector3(0, 0, 6),
            new Vector3(-.5, 9, 98.5),
            new Vector3(1.5, 11, 104.5)),
        SERIES.boxInLps(BOX));
  }

  @Test
  void shouldPlaceSampleOfResizedCrop() {
    VolumeGeometry samples = Resample.geometry(SERIES.crop(BOX), new Shape(3, 1, 5), true);
    assertEquals(new Vector3(.75, 10, 101.5), samples.toLps(1, 0, 3));
  }

  @Test
  void shouldBringMirroredSeriesToTheSamePlaces() {
    VolumeGeometry mirrored =
        new VolumeGeometry(
            SERIES.shape(),
            new Vector3(1, 10, 100),
            new Vector3(-1, 0, 0),
            SERIES.stepY(),
            SERIES.stepZ());
    assertEquals(SERIES, Reorientation.of(mirrored).apply(mirrored));
  }

  @Test
  void shouldKeepIndexOfCropApartByItsLowerBound() {
    try (Volume volume = TestVolumes.counting(SERIES, VoxelType.INT16);
        Volume crop = Crop.box(volume, BOX)) {
      assertEquals(volume.valueAt(1, 0, 2), crop.valueAt(1, 0, 1));
      assertEquals(SERIES.crop(BOX), crop.geometry());
    }
  }
}
