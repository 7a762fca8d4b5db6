package org.seriesflow.imaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NiftiTest {
  @TempDir Path folder;

  /** Turned by 90° about z: x → Posterior, y → Right, z → Superior. */
  private static final VolumeGeometry TURNED =
      new VolumeGeometry(
          new Shape(2, 3, 4),
          new Vector3(10, -20, 30.5),
          new Vector3(0, .5, 0),
          new Vector3(-.75, 0, 0),
          new Vector3(0, 0, 2));

  @Test
  void shouldWriteHeaderByteByByte() throws IOException {
    Path file = folder.resolve("turned.nii");
    try (Volume volume = Volume.allocate(TURNED, VoxelType.INT16, 2, -1024)) {
      Nifti.write(volume, file);
    }
    ByteBuffer expected = ByteBuffer.allocate(400).order(ByteOrder.LITTLE_ENDIAN);
    expected.putInt(0, 348);
    short[] dim = {3, 4, 3, 2, 1, 1, 1, 1};
    for (int i = 0; i < dim.length; i++) {
      expected.putShort(40 + 2 * i, dim[i]);
    }
    expected.putShort(70, (short) 4).putShort(72, (short) 16);
    float[] pixdim = {1, .5f, .75f, 2};
    for (int i = 0; i < pixdim.length; i++) {
      expected.putFloat(76 + 4 * i, pixdim[i]);
    }
    expected.putFloat(108, 352).putFloat(112, 2).putFloat(116, -1024);
    expected.put(123, (byte) 2);
    expected.putShort(252, (short) 1).putShort(254, (short) 1);
    // In RAS: x → -A, y → +R, so a rotation by -90° about z: (a,b,c,d) = (√½, 0, 0, -√½).
    float half = (float) Math.sqrt(.5);
    expected.putFloat(264, -half);
    expected.putFloat(268, -10).putFloat(272, 20).putFloat(276, 30.5f);
    float[] srow = {0, .75f, 0, -10, -.5f, 0, 0, 20, 0, 0, 2, 30.5f};
    for (int i = 0; i < srow.length; i++) {
      expected.putFloat(280 + 4 * i, srow[i]);
    }
    expected.put(344, new byte[] {'n', '+', '1', 0});
    ByteBuffer written = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(-half, written.getFloat(264), 1e-6f);
    written.putFloat(264, -half);
    assertArrayEquals(expected.array(), written.array());
  }

  @Test
  void shouldReadBackWhatItWrote() throws IOException {
    Path file = folder.resolve("counting.nii");
    try (Volume volume = TestVolumes.counting(TURNED, VoxelType.INT16)) {
      Nifti.write(volume, file);
    }
    try (Volume read = Nifti.map(file)) {
      assertEquals(TURNED, read.geometry());
      assertEquals(VoxelType.INT16, read.type());
      assertEquals(123, read.valueAt(1, 2, 3));
      assertEquals(1, read.slope());
    }
  }

  @Test
  void shouldGiveSamePlaceByQformAsBySform() throws IOException {
    Random random = new Random(11);
    for (int i = 0; i < 100; i++) {
      VolumeGeometry geometry = randomRotation(random);
      Path file = folder.resolve("rotated.nii");
      try (Volume volume = Volume.allocate(geometry, VoxelType.UINT8)) {
        Nifti.write(volume, file);
      }
      byte[] bytes = Files.readAllBytes(file);
      bytes[254] = 0;
      Files.write(file, bytes);
      try (Volume read = Nifti.map(file)) {
        assertArrayEquals(
            geometry.indexToLps(), read.geometry().indexToLps(), 1e-5, () -> "" + geometry);
      }
    }
  }

  @Test
  void shouldTakeKnownGeometryWhereHeaderIsTheSameInFloat() throws IOException {
    VolumeGeometry tenth =
        VolumeGeometry.axisAligned(
            new Shape(1, 1, 1), new Vector3(.1, .2, .3), new Spacing(.1, .1, .1));
    Path file = folder.resolve("tenth.nii");
    try (Volume volume = Volume.allocate(tenth, VoxelType.UINT8)) {
      Nifti.write(volume, file);
    }
    try (Volume read = Nifti.map(file, tenth)) {
      assertEquals(tenth, read.geometry());
    }
    VolumeGeometry other =
        VolumeGeometry.axisAligned(
            new Shape(1, 1, 1), new Vector3(.1, .2, .31), new Spacing(.1, .1, .1));
    assertThrows(IOException.class, () -> Nifti.map(file, other));
  }

  @Test
  void shouldRejectFileThatIsCutShort() throws IOException {
    Path file = folder.resolve("short.nii");
    try (Volume volume = Volume.allocate(TURNED, VoxelType.INT16)) {
      Nifti.write(volume, file);
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    var error = assertThrows(IOException.class, () -> Nifti.map(file));
    assertTrue(error.getMessage().contains("cut short"), error.getMessage());
  }

  @Test
  void shouldRejectWhatIsNoNifti() throws IOException {
    Path file = folder.resolve("text.nii");
    Files.write(file, new byte[1000]);
    var error = assertThrows(IOException.class, () -> Nifti.map(file));
    assertTrue(error.getMessage().contains("sizeof_hdr is 0"), error.getMessage());
  }

  @Test
  void shouldReadVoxelsBeyondTwoGibibytes() throws IOException {
    // A file with a hole: 3 GiB long, a few kilobytes on disk.
    VolumeGeometry big =
        VolumeGeometry.axisAligned(new Shape(1536, 1024, 1024), Vector3.ZERO, new Spacing(1, 1, 1));
    Path file = folder.resolve("big.nii");
    try (Volume small = Volume.allocate(TestVolumes.unit(1, 1, 1), VoxelType.INT16)) {
      Nifti.write(small, file);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer dim = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
      dim.putShort((short) 1024).putShort((short) 1024).putShort((short) 1536).flip();
      channel.write(dim, 42);
      ByteBuffer last = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
      last.putShort((short) 77).flip();
      channel.write(last, 352 + 2 * big.shape().voxels() - 2);
    }
    try (Volume read = Nifti.map(file)) {
      assertEquals(big.shape(), read.shape());
      assertEquals(77, read.valueAt(1535, 1023, 1023));
      assertEquals(0, read.valueAt(1535, 1023, 1022));
    }
  }

  private static VolumeGeometry randomRotation(Random random) {
    Vector3 x = direction(random);
    Vector3 z = x.cross(direction(random)).normalised();
    Vector3 y = z.cross(x);
    double hand = random.nextBoolean() ? 1 : -1;
    return new VolumeGeometry(
        new Shape(1, 1, 1), direction(random).times(50), x.times(.4), y.times(.6), z.times(hand));
  }

  private static Vector3 direction(Random random) {
    return new Vector3(random.nextGaussian(), random.nextGaussian(), random.nextGaussian())
        .normalised();
  }
}
