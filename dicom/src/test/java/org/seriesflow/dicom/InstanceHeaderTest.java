package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.VR;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.imaging.Vector3;

/** What is read of an instance while it passes. */
class InstanceHeaderTest {
  private static final AssociationInfo NOBODY = new AssociationInfo("", "", "127.0.0.1");

  @TempDir Path folder;
  private FolderSink sink;

  @BeforeEach
  void makeSink() throws IOException {
    sink = new FolderSink(Files.createDirectory(folder.resolve("taken")));
  }

  private TinySeries series() {
    return new TinySeries(folder.resolve("sent")).slices(2);
  }

  private FileReceipt take(byte[] file) throws IOException {
    return new FileIntake(Set.of(), 100_000, kind -> {})
        .take(new ByteArrayInputStream(file), Optional.empty(), () -> sink.begin(NOBODY));
  }

  private InstanceHeader headerOf(TinySeries series) throws IOException {
    take(Files.readAllBytes(series.write().getLast().file()));
    return sink.headers.remove();
  }

  @Test
  void shouldReadWhereTheImageLiesInEveryEncoding() throws IOException {
    for (var syntax :
        List.of(
            UID.ExplicitVRLittleEndian,
            UID.ImplicitVRLittleEndian,
            UID.ExplicitVRBigEndianRetired,
            UID.DeflatedExplicitVRLittleEndian)) {
      sink = new FolderSink(Files.createDirectory(folder.resolve("as-" + syntax)));
      var sent = new TinySeries(folder.resolve("sent-" + syntax)).slices(2).encoded(syntax);
      var expected = new Vector3(10, 20, 31);

      var plane = headerOf(sent).plane().orElseThrow();

      assertEquals(expected, plane.position(), syntax);
      assertEquals(new Vector3(1, 0, 0), plane.row(), syntax);
      assertEquals(new Vector3(0, 1, 0), plane.column(), syntax);
    }
  }

  @Test
  void shouldReadThePartOfAConcatenation() throws IOException {
    var header =
        headerOf(
            series()
                .changed(
                    (index, dataset) -> {
                      dataset.setString(Tag.ConcatenationUID, VR.UI, "2.25.7");
                      dataset.setInt(Tag.InConcatenationNumber, VR.US, index + 1);
                      dataset.setInt(Tag.InConcatenationTotalNumber, VR.US, 2);
                    }));

    assertEquals(
        Optional.of(new InstanceHeader.ConcatenationPart("2.25.7", 2, Optional.of(2))),
        header.concatenation());
  }

  @Test
  void shouldNameTheScannerByItsSerialNumberBeforeItsStation() throws IOException {
    var stationed =
        series().changed((_, dataset) -> dataset.setString(Tag.StationName, VR.SH, "MR-2"));
    assertEquals(Optional.of("MR-2"), headerOf(stationed).scanner());
    makeSinkAnew();

    var numbered =
        stationed.changed((_, dataset) -> dataset.setString(Tag.DeviceSerialNumber, VR.LO, "4711"));
    assertEquals(Optional.of("4711"), headerOf(numbered).scanner());
  }

  private void makeSinkAnew() throws IOException {
    sink = new FolderSink(Files.createDirectory(folder.resolve("taken-again")));
  }

  @Test
  void shouldTakeAnInstanceWhosePositionIsNone() throws IOException {
    var header =
        headerOf(
            series()
                .changed(
                    (_, dataset) ->
                        dataset.setString(Tag.ImagePositionPatient, VR.DS, "1", "x", "3")));

    assertEquals(Optional.empty(), header.plane());
  }

  @Test
  void shouldTakeAnInstanceThatEndsBehindItsUids() throws IOException {
    var file = Files.readAllBytes(series().write().getFirst().file());
    var end = new String(file, StandardCharsets.ISO_8859_1).indexOf("1\\0\\0\\0\\1\\0");

    var receipt = take(Arrays.copyOf(file, end));

    assertEquals(
        "2.25.2", assertInstanceOf(FileReceipt.Stored.class, receipt).uids().seriesInstanceUid());
  }
}
