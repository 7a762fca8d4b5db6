package org.seriesflow.benchmarks.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.DicomFiles;

class SyntheticSlicesTest {
  private static final int ROWS = 64;

  @TempDir Path folder;

  @Test
  void shouldWriteInstancesOfOneSeriesEachOnce() throws IOException {
    var files = SyntheticSlices.of(ROWS, 1).writeSeries(folder, 40);

    var series = new HashSet<String>();
    var instances = new HashSet<String>();
    for (var file : files) {
      var uids = DicomFiles.readUids(file);
      series.add(uids.seriesInstanceUid());
      instances.add(uids.sopInstanceUid());
    }
    assertEquals(1, series.size());
    assertEquals(40, instances.size());
  }

  @Test
  void shouldWriteAnotherSeriesEachTime() throws IOException {
    var slices = SyntheticSlices.of(ROWS, 1);
    var first = slices.writeSeries(folder.resolve("first"), 1).getFirst();
    var second = slices.writeSeries(folder.resolve("second"), 1).getFirst();
    assertNotEquals(
        DicomFiles.readUids(first).seriesInstanceUid(),
        DicomFiles.readUids(second).seriesInstanceUid());
  }

  @Test
  void shouldHaveTwoBytesAPixelBehindAShortHeader() throws IOException {
    int header = SyntheticSlices.of(ROWS, 1).bytes() - 2 * ROWS * ROWS;
    assertTrue(header > 0 && header < 4096, header + " bytes");
  }

  @Test
  void shouldSayThatTheyAreSynthetic() throws IOException {
    var file = SyntheticSlices.of(ROWS, 1).writeSeries(folder, 1).getFirst();
    var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    assertTrue(text.contains("SYNTHETIC^PHANTOM"));
  }
}
