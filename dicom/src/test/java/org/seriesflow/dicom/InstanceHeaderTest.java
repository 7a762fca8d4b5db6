package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
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

  private FileReceipt take(byte[] file, String... asked) throws IOException {
    return new FileIntake(
            Set.of(), 1_000_000, kind -> {}, Optional.empty(), AskedAttributes.of(List.of(asked)))
        .take(new ByteArrayInputStream(file), Optional.empty(), () -> sink.begin(NOBODY));
  }

  private InstanceHeader headerOf(TinySeries series, String... asked) throws IOException {
    take(Files.readAllBytes(series.write().getLast().file()), asked);
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
  void shouldReadWhatIsAskedForWhereverItStandsBeforeThePixelData() throws IOException {
    var urgent =
        series()
            .changed(
                (_, dataset) -> {
                  dataset.setString(Tag.SpecificCharacterSet, VR.CS, "ISO_IR 100");
                  dataset.setString(Tag.StationName, VR.SH, "ED-1 ");
                  dataset.setString(Tag.InstitutionalDepartmentName, VR.LO, "Notaufnahme Köln");
                  dataset.setString(Tag.RequestedProcedurePriority, VR.SH, "STAT");
                  var request = dataset.newSequence(Tag.RequestAttributesSequence, 2);
                  for (var id : List.of("P1", "P2")) {
                    var item = new Attributes();
                    item.setString(Tag.RequestedProcedureID, VR.SH, id);
                    item.setString(Tag.ScheduledProcedureStepID, VR.SH, "S");
                    request.add(item);
                  }
                });

    var header =
        headerOf(
            urgent,
            "StationName",
            "InstitutionalDepartmentName",
            "RequestedProcedurePriority",
            "RequestAttributesSequence.RequestedProcedureID",
            "PatientID");

    assertEquals(
        Map.of(
            "StationName", List.of("ED-1"),
            "InstitutionalDepartmentName", List.of("Notaufnahme Köln"),
            "RequestedProcedurePriority", List.of("STAT"),
            "RequestAttributesSequence.RequestedProcedureID", List.of("P1", "P2")),
        header.asked());
  }

  @Test
  void shouldKeepOnlySoMuchOfWhatIsAskedFor() throws IOException {
    var header =
        headerOf(
            series()
                .changed(
                    (_, dataset) -> {
                      var request = dataset.newSequence(Tag.RequestAttributesSequence, 10_000);
                      for (var i = 0; i < 10_000; i++) {
                        var item = new Attributes();
                        item.setString(Tag.RequestedProcedureID, VR.SH, "P");
                        request.add(item);
                      }
                    }),
            "RequestAttributesSequence.RequestedProcedureID");

    var kept = header.asked().get("RequestAttributesSequence.RequestedProcedureID").size();
    assertTrue(kept > 100 && kept < 1_000, kept + " values");
    assertEquals("2.25.2", header.uids().seriesInstanceUid());
  }

  @Test
  void shouldReadWhatIsAskedForAsItIsStoredWhereIdentitiesAreRemoved() throws IOException {
    var key = new SecretKeySpec(new byte[32], "HmacSHA256");
    var file =
        series()
            .changed((_, dataset) -> dataset.setString(Tag.PatientID, VR.LO, "4711"))
            .write()
            .getLast()
            .file();
    try (var in = Files.newInputStream(file)) {
      new FileIntake(
              Set.of(),
              100_000,
              kind -> {},
              Optional.of(new Deidentifier(key, Set.of())),
              AskedAttributes.of(List.of("Modality", "PatientID", "PatientIdentityRemoved")))
          .take(in, Optional.empty(), () -> sink.begin(NOBODY));
    }

    var asked = sink.headers.remove().asked();

    assertEquals(List.of("MR"), asked.get("Modality"));
    assertEquals(List.of("YES"), asked.get("PatientIdentityRemoved"));
    assertNotEquals(List.of("4711"), asked.get("PatientID"));
  }

  @Test
  void shouldRefuseToBeAskedForWhatStandsBehindThePixelData() {
    assertFalse(AskedAttributes.isReadInPassing("DataSetTrailingPadding"));
    assertThrows(
        IllegalArgumentException.class,
        () -> AskedAttributes.of(List.of("Modality", "DataSetTrailingPadding")));
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
