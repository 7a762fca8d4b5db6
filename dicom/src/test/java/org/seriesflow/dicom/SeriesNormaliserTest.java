package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.VoxelType;

class SeriesNormaliserTest {
  @TempDir Path folder;

  private TinySeries series() {
    return new TinySeries(folder);
  }

  private static Normalised normalised(TinySeries series) throws Exception {
    return assertInstanceOf(Normalised.class, series.normalise());
  }

  private static void assertRefused(RefusalCode code, TinySeries series) throws Exception {
    var refusal = assertInstanceOf(NotAVolume.class, series.normalise());
    assertEquals(code.name(), refusal.reasonCode(), refusal.reason());
  }

  @Test
  void shouldStackSlicesByPositionWhateverTheirOrder() throws Exception {
    var sources = series().write();
    Collections.reverse(sources);
    var result = assertInstanceOf(Normalised.class, SeriesNormaliser.normalise(sources));
    try (var volume = result.volume()) {
      assertEquals(new Shape(5, 2, 3), volume.shape());
      assertEquals(new Vector3(10, 20, 30), volume.geometry().origin());
      assertEquals(new Vector3(0.5, 0, 0), volume.geometry().stepX());
      assertEquals(new Vector3(0, 2, 0), volume.geometry().stepY());
      assertEquals(new Vector3(0, 0, 1), volume.geometry().stepZ());
      assertEquals(412, volume.valueAt(4, 1, 2));
    }
  }

  @Test
  void shouldNameTheSourceOfEachSliceInOrderOfPosition() throws Exception {
    var result = normalised(series().slices(3));
    result.volume().close();
    assertEquals(
        List.of(
            new SourceSlice("1.2.840.10008.5.1.4.1.1.4", "2.25.100", 1, 30),
            new SourceSlice("1.2.840.10008.5.1.4.1.1.4", "2.25.101", 1, 31),
            new SourceSlice("1.2.840.10008.5.1.4.1.1.4", "2.25.102", 1, 32)),
        result.slices());
    assertEquals("2.25.3", result.frameOfReferenceUid());
  }

  @Test
  void shouldKeepLeftAndRightWhenRowsRunToTheRight() throws Exception {
    var mirrored =
        series()
            .changed(
                (z, dataset) -> {
                  dataset.setDouble(Tag.ImageOrientationPatient, VR.DS, -1, 0, 0, 0, 1, 0);
                });
    try (var volume = normalised(mirrored).volume()) {
      // Column 0 lies at x = 10, column 2 at x = 9: the latter comes first towards the left.
      assertEquals(9, volume.geometry().origin().x());
      assertEquals(0.5, volume.geometry().stepX().x());
      assertEquals(2, volume.valueAt(0, 0, 0));
      assertEquals(0, volume.valueAt(0, 0, 2));
    }
  }

  @Test
  void shouldTurnSagittalSlicesWithoutInterpolation() throws Exception {
    var sagittal =
        series()
            .changed(
                (z, dataset) -> {
                  dataset.setDouble(Tag.ImageOrientationPatient, VR.DS, 0, 1, 0, 0, 0, -1);
                  dataset.setDouble(Tag.ImagePositionPatient, VR.DS, 5 - z, -7, 40);
                });
    try (var volume = normalised(sagittal).volume()) {
      // Slices run to the right, columns to the back, rows downwards.
      assertEquals(new Shape(2, 3, 5), volume.shape());
      assertEquals(new Vector3(1, -7, 38), volume.geometry().origin());
      assertEquals(410, volume.valueAt(0, 0, 0));
      assertEquals(2, volume.valueAt(1, 2, 4));
    }
  }

  @Test
  void shouldKeepOneRescaleAsSlopeAndIntercept() throws Exception {
    var rescaled =
        series()
            .changed(
                (z, dataset) -> {
                  dataset.setString(Tag.RescaleSlope, VR.DS, "2");
                  dataset.setString(Tag.RescaleIntercept, VR.DS, "-1024");
                });
    try (var volume = normalised(rescaled).volume()) {
      assertEquals(VoxelType.INT16, volume.type());
      assertEquals(412, volume.storedAt(4, 1, 2));
      assertEquals(2 * 412 - 1024, volume.valueAt(4, 1, 2));
    }
  }

  @Test
  void shouldApplyARescaleThatChangesFromSliceToSlice() throws Exception {
    var rescaled =
        series().changed((z, dataset) -> dataset.setDouble(Tag.RescaleSlope, VR.DS, z + 1));
    var result = normalised(rescaled);
    try (var volume = result.volume()) {
      assertEquals(VoxelType.FLOAT32, volume.type());
      assertEquals(412 * 5, volume.valueAt(4, 1, 2));
      assertEquals("RESCALED_PER_SLICE", result.repairs().getFirst().code());
    }
  }

  @Test
  void shouldExtendTheSignAndClearBitsThatAreNotThePixels() throws Exception {
    var twelveBits =
        series()
            .changed(
                (z, dataset) -> {
                  dataset.setInt(Tag.BitsStored, VR.US, 12);
                  dataset.setInt(Tag.HighBit, VR.US, 11);
                  // −5 in 12 bits with overlay bits 0100 above, and 7 with 1000.
                  TinySeries.setPixels(dataset, (row, column) -> row == 0 ? 0x4FFB : 0x8007);
                });
    var result = normalised(twelveBits);
    try (var volume = result.volume()) {
      assertEquals(-5, volume.valueAt(0, 0, 0));
      assertEquals(7, volume.valueAt(0, 1, 0));
      assertEquals("UNUSED_BITS_CLEARED", result.repairs().getFirst().code());
    }
  }

  @Test
  void shouldKeepUnsignedSixteenBits() throws Exception {
    var unsigned =
        series()
            .changed(
                (z, dataset) -> {
                  dataset.setInt(Tag.PixelRepresentation, VR.US, 0);
                  TinySeries.setPixels(dataset, (row, column) -> 65_000);
                });
    try (var volume = normalised(unsigned).volume()) {
      assertEquals(VoxelType.UINT16, volume.type());
      assertEquals(65_000, volume.valueAt(2, 1, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        UID.ImplicitVRLittleEndian,
        UID.ExplicitVRLittleEndian,
        UID.ExplicitVRBigEndianRetired,
        UID.DeflatedExplicitVRLittleEndian
      })
  void shouldReadEachUncompressedEncoding(String transferSyntax) throws Exception {
    try (var volume = normalised(series().encoded(transferSyntax)).volume()) {
      assertEquals(412, volume.valueAt(4, 1, 2));
    }
  }

  @Test
  void shouldRejectSeriesWithMissingSlice() throws Exception {
    assertRefused(
        RefusalCode.UNEVEN_SPACING,
        series().changed((z, dataset) -> place(dataset, 10, 20, z < 3 ? z : z + 2)));
  }

  @Test
  void shouldTakeStepsThatDifferByLessThanATenthOfAMillimetre() throws Exception {
    var result = normalised(series().changed((z, d) -> place(d, 10, 20, z == 2 ? 2.04 : z)));
    result.volume().close();
    assertEquals(1, result.sliceStepMm(), 1e-9);
    assertEquals("STEPS_AVERAGED", result.repairs().getFirst().code());
  }

  @Test
  void shouldIgnoreSpacingBetweenSlicesAndSliceThickness() throws Exception {
    var wrong =
        series()
            .changed(
                (z, dataset) -> {
                  dataset.setString(Tag.SpacingBetweenSlices, VR.DS, "21.7");
                  dataset.setString(Tag.SliceThickness, VR.DS, "9");
                  dataset.setString(Tag.PatientPosition, VR.CS, "FFP");
                });
    try (var volume = normalised(wrong).volume()) {
      assertEquals(new Vector3(0, 0, 1), volume.geometry().stepZ());
    }
  }

  @Test
  void shouldRejectSlicesThatAreNotParallel() throws Exception {
    assertRefused(
        RefusalCode.MIXED_ORIENTATION,
        series()
            .slices(4)
            .changed(
                (z, dataset) -> {
                  if (z > 1) {
                    dataset.setDouble(Tag.ImageOrientationPatient, VR.DS, 0, 1, 0, 0, 0, -1);
                  }
                }));
  }

  @Test
  void shouldRejectSlicesOfDifferentPixelSpacing() throws Exception {
    assertRefused(
        RefusalCode.MIXED_PIXEL_SPACING,
        series()
            .slices(4)
            .changed((z, d) -> d.setDouble(Tag.PixelSpacing, VR.DS, 2, z > 1 ? 0.6 : 0.5)));
  }

  @Test
  void shouldRejectSlicesOfDifferentSize() throws Exception {
    assertRefused(
        RefusalCode.MIXED_SIZE,
        series().slices(4).changed((z, dataset) -> dataset.setInt(Tag.Rows, VR.US, z > 1 ? 1 : 2)));
  }

  @Test
  void shouldRejectSlicesOfTwoFramesOfReference() throws Exception {
    assertRefused(
        RefusalCode.MIXED_FRAME_OF_REFERENCE,
        series()
            .slices(4)
            .changed((z, d) -> d.setString(Tag.FrameOfReferenceUID, VR.UI, "2.25.3" + z % 2)));
  }

  @Test
  void shouldRejectTwoSlices() throws Exception {
    assertRefused(RefusalCode.TOO_FEW_SLICES, series().slices(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"LOCALIZER", "PROJECTION IMAGE", "MOSAIC"})
  void shouldRejectByImageType(String word) throws Exception {
    var code =
        word.startsWith("PROJECTION") ? RefusalCode.PROJECTION_IMAGE : RefusalCode.valueOf(word);
    assertRefused(
        code,
        series().changed((z, d) -> d.setString(Tag.ImageType, VR.CS, "DERIVED", "PRIMARY", word)));
  }

  @Test
  void shouldRejectColour() throws Exception {
    assertRefused(
        RefusalCode.COLOUR,
        series()
            .changed(
                (z, dataset) ->
                    dataset.setString(Tag.PhotometricInterpretation, VR.CS, "PALETTE COLOR")));
  }

  @Test
  void shouldRejectWhatHasNoPixels() throws Exception {
    assertRefused(
        RefusalCode.NOT_AN_IMAGE, series().changed((z, dataset) -> dataset.remove(Tag.PixelData)));
  }

  @Test
  void shouldNameTheMissingGeometry() throws Exception {
    var placeless =
        series().changed((z, dataset) -> dataset.setNull(Tag.ImagePositionPatient, VR.DS));
    var refusal = assertInstanceOf(NotAVolume.class, placeless.normalise());
    assertEquals("MISSING_GEOMETRY", refusal.reasonCode());
    assertTrue(refusal.reason().contains("ImagePositionPatient"), refusal.reason());
  }

  @Test
  void shouldRejectAMalformedRescaleRatherThanIgnoreIt() throws Exception {
    assertRefused(
        RefusalCode.UNSUPPORTED_PIXEL_FORMAT,
        series().changed((z, dataset) -> dataset.setString(Tag.RescaleSlope, VR.DS, "one")));
  }

  @Test
  void shouldRejectAMalformedPosition() throws Exception {
    assertRefused(
        RefusalCode.MISSING_GEOMETRY,
        series().changed((z, d) -> d.setString(Tag.ImagePositionPatient, VR.DS, "1", "here", "3")));
  }

  @Test
  void shouldRejectDirectionsThatAreNotPerpendicular() throws Exception {
    assertRefused(
        RefusalCode.MISSING_GEOMETRY,
        series()
            .changed((z, d) -> d.setDouble(Tag.ImageOrientationPatient, VR.DS, 1, 0, 0, 1, 0, 0)));
  }

  @Test
  void shouldRejectARescaleThatGivesNoValues() throws Exception {
    assertRefused(
        RefusalCode.UNSUPPORTED_PIXEL_FORMAT,
        series().changed((z, dataset) -> dataset.setString(Tag.RescaleSlope, VR.DS, "0")));
  }

  @Test
  void shouldRejectSlicesOfDifferentSign() throws Exception {
    assertRefused(
        RefusalCode.MIXED_PIXEL_FORMAT,
        series()
            .slices(4)
            .changed((z, dataset) -> dataset.setInt(Tag.PixelRepresentation, VR.US, z % 2)));
  }

  @Test
  void shouldRejectASliceThatLiesBesideTheStack() throws Exception {
    assertRefused(
        RefusalCode.UNEVEN_SPACING,
        series().changed((z, dataset) -> place(dataset, z == 2 ? 13 : 10, 20, z)));
  }

  @Test
  void shouldBlameTheTruncatedInstance() throws Exception {
    var sources = series().write();
    var file = sources.get(3).file();
    var bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 4));
    var failure =
        assertThrows(UnreadableSeriesException.class, () -> SeriesNormaliser.normalise(sources));
    assertEquals("2.25.103", failure.sopInstanceUid());
    assertTrue(failure.reason().contains("truncated"), failure.reason());
  }

  @Test
  void shouldNameTheTransferSyntaxThatHasNoDecoder() throws Exception {
    var newer =
        series().encoded("1.2.840.10008.1.2.4.110").changed((z, dataset) -> encapsulate(dataset));
    var sources = newer.write();
    var failure =
        assertThrows(UnreadableSeriesException.class, () -> SeriesNormaliser.normalise(sources));
    assertTrue(
        failure.reason().contains("JPEG XL Lossless (1.2.840.10008.1.2.4.110)"), failure.reason());
  }

  private static void encapsulate(Attributes dataset) {
    var fragments = dataset.newFragments(Tag.PixelData, VR.OB, 2);
    fragments.add(new byte[0]);
    fragments.add(new byte[] {1, 2, 3, 4});
  }

  private static void place(Attributes dataset, double x, double y, double z) {
    dataset.setDouble(Tag.ImagePositionPatient, VR.DS, x, y, z);
  }
}
