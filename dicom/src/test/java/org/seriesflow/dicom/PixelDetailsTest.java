package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.VoxelType;

class PixelDetailsTest {
  @TempDir Path folder;

  private TinySeries series() {
    return new TinySeries(folder).slices(3);
  }

  private static Normalised normalised(TinySeries series) throws Exception {
    return assertInstanceOf(Normalised.class, series.normalise());
  }

  /** All cells hold one value. */
  private static void store(Attributes dataset, int bits, boolean signed, long value) {
    dataset.setInt(Tag.BitsAllocated, VR.US, bits);
    dataset.setInt(Tag.BitsStored, VR.US, bits);
    dataset.setInt(Tag.HighBit, VR.US, bits - 1);
    dataset.setInt(Tag.PixelRepresentation, VR.US, signed ? 1 : 0);
    var cells = ByteBuffer.allocate(6 * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
    while (cells.hasRemaining()) {
      switch (bits) {
        case 8 -> cells.put((byte) value);
        case 16 -> cells.putShort((short) value);
        default -> cells.putInt((int) value);
      }
    }
    dataset.setBytes(Tag.PixelData, bits == 8 ? VR.OB : VR.OW, cells.array());
  }

  @ParameterizedTest
  @CsvSource({
    "8,  false, 200,         UINT8",
    "8,  true,  -100,        INT8",
    "16, false, 60000,       UINT16",
    "16, true,  -30000,      INT16",
    "32, false, 4000000000,  UINT32",
    "32, true,  -2000000000, INT32",
  })
  void shouldKeepEachWidthAndSign(int bits, boolean signed, long value, VoxelType type)
      throws Exception {
    try (var volume =
        normalised(series().changed((z, d) -> store(d, bits, signed, value))).volume()) {
      assertEquals(type, volume.type());
      assertEquals((double) value, volume.valueAt(2, 1, 2));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "8,  false, 200,         55",
    "8,  true,  -100,        99",
    "16, false, 60000,       5535",
    "16, true,  -30000,      29999",
    "32, false, 4000000000,  294967295",
    "32, true,  -2000000000, 1999999999",
  })
  void shouldInvertMonochrome1WithinItsStoredRange(
      int bits, boolean signed, long value, long inverted) throws Exception {
    var result =
        normalised(
            series()
                .changed(
                    (z, d) -> {
                      d.setString(Tag.PhotometricInterpretation, VR.CS, "MONOCHROME1");
                      store(d, bits, signed, value);
                    }));
    try (var volume = result.volume()) {
      assertEquals((double) inverted, volume.valueAt(2, 1, 2));
      assertEquals("INVERTED", result.repairs().getFirst().code());
    }
  }

  @Test
  void shouldInvertWithinTheBitsThatAreStored() throws Exception {
    var twelve =
        series()
            .changed(
                (z, d) -> {
                  d.setString(Tag.PhotometricInterpretation, VR.CS, "MONOCHROME1");
                  store(d, 16, false, 95);
                  d.setInt(Tag.BitsStored, VR.US, 12);
                  d.setInt(Tag.HighBit, VR.US, 11);
                });
    try (var volume = normalised(twelve).volume()) {
      assertEquals(4000, volume.valueAt(0, 0, 0));
    }
  }

  @Test
  void shouldNotInvertHounsfieldNumbers() throws Exception {
    var ct =
        series()
            .changed(
                (z, d) -> {
                  d.setString(Tag.PhotometricInterpretation, VR.CS, "MONOCHROME1");
                  d.setString(Tag.Modality, VR.CS, "CT");
                });
    var result = normalised(ct);
    try (var volume = result.volume()) {
      assertEquals(212, volume.valueAt(2, 1, 2));
      assertEquals("MONOCHROME1_KEPT", result.repairs().getFirst().code());
    }
  }

  @Test
  void shouldKeepTheStoredValueOfPadding() throws Exception {
    var padded =
        series()
            .changed(
                (z, d) -> {
                  d.setInt(Tag.PixelPaddingValue, VR.SS, -2000);
                  d.setInt(Tag.PixelPaddingRangeLimit, VR.SS, -1900);
                  TinySeries.setPixels(d, (row, column) -> column == 0 ? -1950 : 7);
                });
    try (var volume = normalised(padded).volume()) {
      assertEquals(-1950, volume.valueAt(1, 1, 0));
    }
  }

  @ParameterizedTest
  @CsvSource({"-2000, -1900, -1950, true", "-2000, -1900, -1899, false", "100, 50, 60, true"})
  void shouldCountAsPaddingWhatLiesInItsRangeWhicheverWayItRuns(
      int value, int limit, int stored, boolean padding) throws Exception {
    var sources =
        series()
            .changed(
                (z, d) -> {
                  // As US, in which -2000 reads 63536: the cells' sign decides.
                  d.setInt(Tag.PixelPaddingValue, VR.US, value & 0xFFFF);
                  d.setInt(Tag.PixelPaddingRangeLimit, VR.US, limit & 0xFFFF);
                })
            .write();
    var found =
        PixelPadding.of(
                DicomInstance.read(
                    sources.getFirst().file(), DataSetReader.Kept.ALL, HeaderMemory.usual()))
            .orElseThrow();
    assertEquals(padding, found.contains(stored));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HFS", "HFP", "FFS", "FFP", "HFDR", "HFDL", "FFDR", "FFDL", ""})
  void shouldNotLetThePatientPositionChangeGeometry(String position) throws Exception {
    var series = series().changed((z, d) -> d.setString(Tag.PatientPosition, VR.CS, position));
    try (var volume = normalised(series).volume()) {
      assertEquals(new Vector3(10, 20, 30), volume.geometry().origin());
      assertEquals(new Vector3(0.5, 0, 0), volume.geometry().stepX());
      assertEquals(new Vector3(0, 2, 0), volume.geometry().stepY());
      assertEquals(212, volume.valueAt(2, 1, 2));
    }
  }
}
