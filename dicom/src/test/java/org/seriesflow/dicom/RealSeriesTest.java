package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.seriesflow.imaging.Nifti;
import org.seriesflow.imaging.Reorientation;
import org.seriesflow.imaging.Volume;

/** Real files from many devices; expectations are written out in docs/normalisation.md. */
class RealSeriesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "bad-input/mip_rotation_not_a_volume.zip,       PROJECTION_IMAGE",
    "bad-input/mr_tof_mip_empty_slicethickness.dcm, PROJECTION_IMAGE",
    "bad-input/ct_missing_slice,                    UNEVEN_SPACING",
    "bad-input/mr_two_slices,                       TOO_FEW_SLICES",
    "bad-input/mr_mixed_series_orientation,         MIXED_ORIENTATION",
    "bad-input/mr_multiecho_gap,                    UNEVEN_SPACING",
    "ct-head/ge_gantry_tilt_variable_spacing.zip,   UNEVEN_SPACING",
    "compressed/same_image_9_encodings,             MOSAIC",
    "enhanced/eCT_Supplemental.dcm,                 TOO_FEW_SLICES",
    "small/image_dfl.dcm,                           TOO_FEW_SLICES",
    "small/CT_small.dcm,                            TOO_FEW_SLICES",
  })
  void shouldRefuseWithTheRightReason(String input, String code) throws Exception {
    try (var files = DicomInput.collect(SharedData.resolve(input))) {
      var result = SeriesNormaliser.normalise(SharedData.sources(files.files()));
      var refusal = assertInstanceOf(NotAVolume.class, result);
      assertEquals(code, refusal.reasonCode(), refusal.reason());
    }
  }

  @Test
  void shouldRefuseColourBeforeDecoding() throws Exception {
    var file = SharedData.resolve("compressed/HTJ2KLossless_08_RGB.dcm");
    var result = SeriesNormaliser.normalise(List.of(new SourceInstance(file, "one")));
    assertEquals("COLOUR", assertInstanceOf(NotAVolume.class, result).reasonCode());
  }

  @ParameterizedTest
  @CsvSource({
    "bad-input/ct_gantry_tilt_4,                          4, 521, 512",
    "mr-head/pd_axial_uneven_spacing.zip,                20, 256, 256",
    "mr-head/t1_sag_HFS.zip,                            256, 256,  35",
    "mra-head/tof3d_siemens_aera.zip,                   106, 512, 512",
    "compressed/t1_sag_jpeglossless_multifragment.zip,  128, 128,  96",
    "enhanced/philips_enhanced_t1_8frames.dcm,          256, 256,   8",
    "enhanced/siemens_enhanced_8frames.dcm,               8, 256, 256",
    "enhanced/philips_asl_40frames.dcm,                  40,  96,  96",
    "enhanced/emri_small.dcm,                            10,  64,  64",
  })
  void shouldNormaliseToLps(String input, int z, int y, int x) throws Exception {
    try (var files = DicomInput.collect(SharedData.resolve(input))) {
      var result = SeriesNormaliser.normalise(SharedData.sources(files.files()));
      try (var volume = assertInstanceOf(Normalised.class, result).volume()) {
        assertEquals(new org.seriesflow.imaging.Shape(z, y, x), volume.shape());
        assertTrue(Reorientation.of(volume.geometry()).isIdentity(), "it is in LPS order");
      }
    }
  }

  @Test
  void shouldDecodeNineEncodingsToTheSamePixels() throws Exception {
    var encodings = SharedData.resolve("compressed/same_image_9_encodings");
    short[] expected = null;
    for (var number = 1; number <= 9; number++) {
      var pixels = pixels(encodings.resolve(number + ".dcm"));
      expected = expected == null ? pixels : expected;
      assertArrayEquals(expected, pixels, "encoding " + number);
    }
  }

  private static short[] pixels(Path file) throws IOException {
    var instance = DicomInstance.read(file, DataSetReader.Kept.ALL, HeaderMemory.usual());
    try (var arena = Arena.ofConfined()) {
      var cells = arena.allocate(instance.format().frameBytes(), Long.BYTES);
      PixelDecoder.decode(instance, 0, cells);
      return cells.toArray(ValueLayout.JAVA_SHORT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MR_small_RLE",
        "MR_small_bigendian",
        "MR_small_implicit",
        "MR_small_jp2klossless",
        "MR_small_jpeg_ls_lossless"
      })
  void shouldSeeTheSameContentInAnotherEncoding(String name) throws Exception {
    var original = SharedData.resolve("small/MR_small.dcm");
    var other = SharedData.resolve("small/" + name + ".dcm");
    assertEquals(ContentComparison.EQUAL, InstanceContent.same(original, other));
  }

  @Test
  void shouldNotTakeATruncatedCopyForADuplicate() throws Exception {
    var original = SharedData.resolve("small/MR_small.dcm");
    var truncated = SharedData.resolve("small/MR_truncated.dcm");
    assertEquals(ContentComparison.OTHER_CONTENT, InstanceContent.same(original, truncated));
  }

  /**
   * Stored voxels and affine, wherever both make a volume and neither resamples. Of the PD series
   * dcm2niix takes the step between the first two slices for all of them.
   */
  @ParameterizedTest
  @CsvSource({
    "mra-head/tof3d_siemens_aera.zip,          0.001",
    "mr-head/t1_sag_HFS.zip,                   0.001",
    "mr-head/pd_axial_uneven_spacing.zip,      0.1",
    "enhanced/siemens_enhanced_8frames.dcm,    0.001",
    "enhanced/philips_enhanced_t1_8frames.dcm, 0.001",
    "enhanced/philips_asl_40frames.dcm,        0.001",
  })
  void shouldEqualDcm2niix(String input, double affineToleranceMm) throws Exception {
    SharedData.requireProgram("dcm2niix");
    try (var files = DicomInput.collect(SharedData.resolve(input));
        var theirs = dcm2niix(files.files());
        var volume =
            assertInstanceOf(
                    Normalised.class, SeriesNormaliser.normalise(SharedData.sources(files.files())))
                .volume()) {
      assertEquals(theirs.shape(), volume.shape());
      assertArrayEquals(
          theirs.geometry().indexToLps(), volume.geometry().indexToLps(), affineToleranceMm);
      assertEquals(0, differingVoxels(theirs, volume));
    }
  }

  private Volume dcm2niix(List<Path> files) throws Exception {
    var input = Files.createDirectory(folder.resolve("in"));
    for (var file : files) {
      Files.copy(file, input.resolve(file.getFileName()));
    }
    var process =
        new ProcessBuilder(
                "dcm2niix",
                "-z",
                "n",
                "-b",
                "n",
                "-f",
                "out",
                "-o",
                folder.toString(),
                input.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log.txt").toFile())
            .start();
    assertTrue(process.waitFor(2, TimeUnit.MINUTES), "dcm2niix does not end");
    assertEquals(0, process.exitValue(), Files.readString(folder.resolve("log.txt")));
    try (var written = Nifti.map(onlyVolume())) {
      return Reorientation.toLps(written);
    }
  }

  /** dcm2niix appends to the name what kind of image it is. */
  private Path onlyVolume() throws IOException {
    try (var files = Files.list(folder)) {
      var volumes = files.filter(file -> file.toString().endsWith(".nii")).toList();
      assertEquals(1, volumes.size(), volumes.toString());
      return volumes.getFirst();
    }
  }

  private static long differingVoxels(Volume a, Volume b) {
    var differing = 0L;
    var shape = a.shape();
    for (var z = 0; z < shape.z(); z++) {
      for (var y = 0; y < shape.y(); y++) {
        for (var x = 0; x < shape.x(); x++) {
          differing += a.storedAt(z, y, x) == b.storedAt(z, y, x) ? 0 : 1;
        }
      }
    }
    return differing;
  }

  @Test
  void shouldRefuseWhatHasNoFileHeaderAndSayWhy() throws Exception {
    var input = SharedData.resolve("small/no_meta.dcm");
    var failure = assertThrows(NotDicomException.class, () -> DicomFiles.readUids(input));
    assertTrue(failure.getMessage().contains("no DICOM file"), failure.getMessage());
  }

  @Test
  void shouldBlameOnlyTheSeriesWhoseStreamIsCorrupt() throws Exception {
    var archive = SharedData.resolve("compressed/t1_sag_jpeglossless_multifragment.zip");
    try (var files = DicomInput.collect(archive)) {
      var sources = SharedData.sources(files.files());
      var victim = sources.get(7);
      var instance =
          DicomInstance.read(victim.file(), DataSetReader.Kept.ALL, HeaderMemory.usual());
      var pixels = (PixelSource.Encapsulated) instance.pixels().orElseThrow();
      var bytes = Files.readAllBytes(victim.file());
      var start = Math.toIntExact(pixels.fragments().getFirst().offset());
      Arrays.fill(bytes, start, start + 200, (byte) 0x55);
      Files.write(victim.file(), bytes);
      var failure =
          assertThrows(UnreadableSeriesException.class, () -> SeriesNormaliser.normalise(sources));
      assertEquals(victim.sopInstanceUid(), failure.sopInstanceUid());
      var without = sources.stream().filter(source -> !source.equals(victim)).toList();
      assertInstanceOf(NotAVolume.class, SeriesNormaliser.normalise(without));
    }
  }

  @Test
  void shouldSendAndReceiveEachRealFileUnchanged() throws Exception {
    var sink = new FolderSink(Files.createDirectory(folder.resolve("received")));
    for (var name : List.of("small", "compressed", "enhanced", "bad-input/ct_missing_slice")) {
      try (var files = DicomInput.collect(SharedData.resolve(name));
          var receiver = DicomReceiver.start(ReceiverSettings.onLoopback(0), sink)) {
        for (var file : files.files()) {
          var settings = new SendSettings("127.0.0.1", receiver.port(), "SCU", "SCP");
          var report = DicomSender.send(List.of(file), settings, SendProgress.SILENT);
          if (report.sent() == 1) {
            requireSame(file, sink);
          } else {
            assertTrue(
                List.of("NOT_DICOM", "MISSING_UIDS").contains(report.refused().getFirst().status()),
                report.toString());
          }
        }
      }
    }
    assertEquals(124, sink.completed.size());
  }

  private static void requireSame(Path file, FolderSink sink) throws IOException {
    var stored = sink.fileOf(DicomFiles.readUids(file).sopInstanceUid());
    var offset = DicomFiles.open(file).dataSetOffset();
    var storedOffset = DicomFiles.open(stored).dataSetOffset();
    try (var sent = Files.newInputStream(file);
        var arrived = Files.newInputStream(stored)) {
      sent.skipNBytes(offset);
      arrived.skipNBytes(storedOffset);
      assertArrayEquals(sent.readAllBytes(), arrived.readAllBytes(), file.toString());
    }
    Files.delete(stored);
  }
}
