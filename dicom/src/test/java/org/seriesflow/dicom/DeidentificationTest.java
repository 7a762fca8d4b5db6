package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeidentificationTest {
  private static final AssociationInfo NOBODY = new AssociationInfo("", "", "127.0.0.1");
  private static final byte[] KEY = new byte[32];

  static {
    IntStream.range(0, KEY.length).forEach(i -> KEY[i] = (byte) i);
  }

  /** HMAC-SHA-256 of "2.25.2" under the bytes 0 to 31, by Python's hmac. */
  private static final String SERIES = "2.25.287858592556091959480778762089215367377";

  @TempDir Path folder;
  private FolderSink sink;

  @BeforeEach
  void makeSink() throws IOException {
    sink = new FolderSink(Files.createDirectory(folder.resolve("taken")));
  }

  private static Deidentifier deidentifier(byte[] key) {
    return new Deidentifier(new SecretKeySpec(key, "HmacSHA256"), Set.of("Sonderprotokoll"));
  }

  private FileReceipt take(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return new FileIntake(
              Set.of(),
              Long.MAX_VALUE,
              kind -> {},
              Optional.of(deidentifier(KEY)),
              AskedAttributes.NONE)
          .take(in, Optional.empty(), () -> sink.begin(NOBODY));
    }
  }

  /** Takes one file; gives what is stored of it. */
  private Path stored(Path file) throws IOException {
    if (take(file) instanceof FileReceipt.NotStored refused) {
      throw new AssertionError(file + " was not taken", refused.refusal());
    }
    return sink.fileOf(sink.completed.stream().toList().getLast().sopInstanceUid());
  }

  private TinySeries identified() {
    return new TinySeries(folder.resolve("sent"))
        .slices(1)
        .changed((index, dataset) -> identify(dataset));
  }

  private static void identify(Attributes dataset) {
    dataset.setString(Tag.PatientName, VR.PN, "Meier^Anna");
    dataset.setString(Tag.PatientID, VR.LO, "4711");
    dataset.setString(Tag.IssuerOfPatientID, VR.LO, "KLINIK");
    dataset.setString(Tag.PatientBirthDate, VR.DA, "19610203");
    dataset.setString(Tag.AccessionNumber, VR.SH, "ACC-17");
    dataset.setString(Tag.StudyDate, VR.DA, "20260107");
    dataset.setString(Tag.AcquisitionDateTime, VR.DT, "20260107101112");
    dataset.setString(Tag.InstitutionName, VR.LO, "Meierklinik");
    dataset.setString(Tag.SeriesDescription, VR.LO, "TOF_3D Head, Frau Meier 0.5mm");
    dataset.setString(Tag.ProtocolName, VR.LO, "Sonderprotokoll Meier");
    dataset.setString(Tag.BodyPartExamined, VR.CS, "HEAD");
    dataset.setString("MEIER 1.0", 0x0009_0001, VR.LO, "Meier private");
    dataset.setString(0x6000_4000, VR.LT, "Meier overlay");
    var request = new Attributes(dataset.bigEndian());
    request.setString(Tag.RequestedProcedureDescription, VR.LO, "MRA Meier");
    request.setString(Tag.AccessionNumber, VR.SH, "ACC-17");
    dataset.newSequence(Tag.RequestAttributesSequence, 1).add(request);
    var source = new Attributes(dataset.bigEndian());
    source.setString(Tag.ReferencedSOPClassUID, VR.UI, UID.MRImageStorage);
    source.setString(Tag.ReferencedSOPInstanceUID, VR.UI, "2.25.2");
    dataset.newSequence(Tag.SourceImageSequence, 1).add(source);
  }

  /** Pixel data byte by byte, and the place of the image. */
  private static void assertSameImage(Path sent, Path stored) throws IOException {
    var one = DicomInstance.read(sent, DataSetReader.Kept.ALL, HeaderMemory.usual());
    var other = DicomInstance.read(stored, DataSetReader.Kept.ALL, HeaderMemory.usual());
    assertEquals(one.transferSyntaxUid(), other.transferSyntaxUid());
    assertEquals(one.format(), other.format());
    for (var tag :
        List.of(Tag.ImagePositionPatient, Tag.ImageOrientationPatient, Tag.PixelSpacing)) {
      assertArrayEquals(one.dataset().getStrings(tag), other.dataset().getStrings(tag));
    }
    assertArrayEquals(pixels(one), pixels(other), sent.toString());
  }

  private static byte[] pixels(DicomInstance instance) throws IOException {
    var file = Files.readAllBytes(instance.file());
    return switch (instance.pixels().orElseThrow()) {
      case PixelSource.Native(long offset, long length, _, _) ->
          Arrays.copyOfRange(file, (int) offset, (int) (offset + length));
      case PixelSource.Inflated(MemorySegment cells) -> cells.toArray(ValueLayout.JAVA_BYTE);
      case PixelSource.Encapsulated(var fragments, _) -> {
        var bytes = new ByteArrayOutputStream();
        for (var fragment : fragments) {
          bytes.write(file, (int) fragment.offset(), fragment.length());
        }
        yield bytes.toByteArray();
      }
    };
  }

  private static Attributes header(Path file) throws IOException {
    return DicomInstance.read(file, DataSetReader.Kept.ALL, HeaderMemory.usual()).dataset();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        UID.ExplicitVRLittleEndian,
        UID.ImplicitVRLittleEndian,
        UID.ExplicitVRBigEndianRetired,
        UID.DeflatedExplicitVRLittleEndian
      })
  void shouldKeepPixelsAndGeometryInEverySyntaxAndNothingOfThePatient(String syntax)
      throws IOException {
    var sent = identified().encoded(syntax).write().getFirst().file();
    var stored = stored(sent);

    assertSameImage(sent, stored);
    var text = header(stored).toString(100_000, 1000);
    for (var identifying :
        List.of("Meier", "MEIER", "4711", "KLINIK", "1961", "ACC-17", "202601", "2.25.2\n")) {
      assertFalse(text.contains(identifying), identifying + " in " + text);
    }
  }

  @Test
  void shouldLeaveNoByteOfTheIdentityInTheFile() throws IOException {
    var stored = stored(identified().write().getFirst().file());

    var bytes = new String(Files.readAllBytes(stored), StandardCharsets.ISO_8859_1);
    for (var identifying : List.of("Meier", "MEIER", "4711", "KLINIK", "19610203", "ACC-17")) {
      assertFalse(bytes.contains(identifying), identifying);
    }
  }

  @Test
  void shouldReplaceUidsByAKeyedHashAlikeInEveryInstanceAndReference() throws IOException {
    var header = header(stored(identified().write().getFirst().file()));

    assertEquals(SERIES, header.getString(Tag.SeriesInstanceUID));
    assertEquals(
        SERIES,
        header.getNestedDataset(Tag.SourceImageSequence).getString(Tag.ReferencedSOPInstanceUID));
    assertEquals(UID.MRImageStorage, header.getString(Tag.SOPClassUID));
    assertEquals(SERIES, sink.completed.peek().seriesInstanceUid());
  }

  @Test
  void shouldGiveAResendTheSameBytes() throws IOException {
    var file = identified().write().getFirst().file();
    var first = Files.readAllBytes(stored(file));
    Files.delete(sink.fileOf(sink.completed.peek().sopInstanceUid()));

    assertEquals(
        java.util.HexFormat.of().formatHex(first),
        java.util.HexFormat.of().formatHex(Files.readAllBytes(stored(file))));
  }

  @Test
  void shouldGiveOtherPseudonymsUnderAnotherKey() {
    assertNotEquals(SERIES, deidentifier(new byte[32]).pseudonym("2.25.2"));
  }

  @Test
  void shouldTellTheSenderItsOwnUids() throws IOException {
    var receipt = take(identified().write().getFirst().file());

    var uids = assertInstanceOf(FileReceipt.Stored.class, receipt).uids();
    assertEquals("2.25.100", uids.sopInstanceUid());
  }

  @Test
  void shouldKeepOfDescriptionsTheWordsThatSayWhatTheSeriesShows() throws IOException {
    var header = header(stored(identified().write().getFirst().file()));

    assertEquals("TOF 3D Head", header.getString(Tag.SeriesDescription));
    assertEquals("Sonderprotokoll", header.getString(Tag.ProtocolName));
    assertEquals("HEAD", header.getString(Tag.BodyPartExamined));
  }

  @Test
  void shouldSayInTheObjectWhatWasDone() throws IOException {
    var header = header(stored(identified().write().getFirst().file()));

    assertEquals("YES", header.getString(Tag.PatientIdentityRemoved));
    assertEquals("REMOVED", header.getString(Tag.LongitudinalTemporalInformationModified));
    assertEquals(
        List.of("113100", "113105"),
        header.getSequence(Tag.DeidentificationMethodCodeSequence).stream()
            .map(code -> code.getString(Tag.CodeValue))
            .toList());
    assertTrue(header.contains(Tag.StudyDate));
    assertNull(header.getString(Tag.StudyDate));
  }

  @Test
  void shouldGiveTheIdentityToTheSinkAlone() throws IOException {
    take(identified().write().getFirst().file());

    assertEquals(
        List.of(new OriginalIdentity("4711", "KLINIK", "ACC-17", "2.25.1", "2.25.2", "2.25.100")),
        List.copyOf(sink.identities));
    assertFalse(sink.identities.peek().toString().contains("4711"));
  }

  @Test
  void shouldNotStoreWhatHasNoPixelData() throws IOException {
    var report = identified().changed((index, dataset) -> dataset.remove(Tag.PixelData));
    var receipt = take(report.write().getFirst().file());

    assertEquals(
        IntakeException.Kind.NOT_DEIDENTIFIABLE,
        assertInstanceOf(FileReceipt.NotStored.class, receipt).refusal().kind());
    assertTrue(sink.completed.isEmpty());
  }

  @Test
  void shouldTakeNothingThatStandsInTheStoreAsItWasSent() throws IOException {
    var file = identified().write().getFirst().file();
    var intake =
        new FileIntake(
            Set.of(),
            Long.MAX_VALUE,
            kind -> {},
            Optional.of(deidentifier(KEY)),
            AskedAttributes.NONE);
    try (var in = Files.newInputStream(file)) {
      var refusal = assertThrows(IntakeException.class, () -> intake.verify(in));
      assertEquals(IntakeException.Kind.NOT_DEIDENTIFIABLE, refusal.kind());
    }
  }

  @Test
  void shouldTellWhatIsDeidentifiedFromWhatIsNot() throws IOException {
    var file = identified().write().getFirst().file();

    assertFalse(DicomFiles.isDeidentified(file));
    assertTrue(DicomFiles.isDeidentified(stored(file)));
  }

  @Test
  void shouldDeidentifyWhatComesByAnAssociation() throws Exception {
    var file = identified().write().getFirst().file();
    try (var receiver =
        DicomReceiver.start(ReceiverSettings.onLoopback(0).with(deidentifier(KEY)), sink)) {
      var report =
          DicomSender.send(
              List.of(file),
              new SendSettings("127.0.0.1", receiver.port(), "SCU", "SCP"),
              SendProgress.SILENT);
      assertTrue(report.refused().isEmpty(), report.toString());
    }

    var stored = sink.fileOf(sink.completed.peek().sopInstanceUid());
    assertEquals(SERIES, header(stored).getString(Tag.SeriesInstanceUID));
    assertSameImage(file, stored);
  }

  @Test
  void shouldKnowWhatRulesCanStillAskFor() {
    assertTrue(Deidentifier.retains("Modality"));
    assertTrue(Deidentifier.retains("SeriesDescription"));
    assertTrue(Deidentifier.retains("AnatomicRegionSequence.CodeMeaning"));
    assertFalse(Deidentifier.retains("PatientID"));
    assertFalse(Deidentifier.retains("InstitutionName"));
    assertFalse(Deidentifier.retains("AcquisitionDate"));
  }

  @Test
  void shouldPassRealCompressedPixelsThroughAsTheyAre() throws IOException {
    try (var files = Files.list(SharedData.resolve("compressed/same_image_9_encodings"))) {
      for (var file : files.filter(f -> f.toString().endsWith(".dcm")).sorted().toList()) {
        assertSameImage(file, storedAnew(file));
      }
    }
  }

  private Path storedAnew(Path file) throws IOException {
    sink = new FolderSink(Files.createTempDirectory(folder, "taken-"));
    return stored(file);
  }
}
