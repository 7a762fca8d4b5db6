package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** Files that come as streams: the rules of C-STORE, without an association. */
class FileIntakeTest {
  private static final String MR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.4";

  private static final AssociationInfo NOBODY = new AssociationInfo("", "", "127.0.0.1");

  private static final long LONGEST = 100_000;

  @TempDir Path folder;
  private final List<IntakeException.Kind> counted = new ArrayList<>();
  private FolderSink sink;

  @BeforeEach
  void makeSink() throws IOException {
    sink = new FolderSink(Files.createDirectory(folder.resolve("taken")));
  }

  private TinySeries tiny() {
    return new TinySeries(folder.resolve("sent")).slices(1);
  }

  private static byte[] bytes(TinySeries series) throws IOException {
    return Files.readAllBytes(series.write().getFirst().file());
  }

  private FileReceipt take(InputStream file, Optional<String> study, String... excluded)
      throws IOException {
    return new FileIntake(Set.of(excluded), LONGEST, counted::add)
        .take(file, study, () -> sink.begin(NOBODY));
  }

  private FileReceipt take(byte[] file) throws IOException {
    return take(new ByteArrayInputStream(file), Optional.empty());
  }

  private IntakeException.Kind kind(FileReceipt receipt) {
    return assertInstanceOf(FileReceipt.NotStored.class, receipt).refusal().kind();
  }

  private static byte[] dataSet(Path file) throws IOException {
    var offset = Math.toIntExact(DicomFiles.open(file).dataSetOffset());
    var all = Files.readAllBytes(file);
    return Arrays.copyOfRange(all, offset, all.length);
  }

  @Test
  void shouldKeepTheDataSetAsItWasSent() throws IOException {
    for (var syntax :
        List.of(
            UID.ExplicitVRLittleEndian,
            UID.ImplicitVRLittleEndian,
            UID.ExplicitVRBigEndianRetired,
            UID.DeflatedExplicitVRLittleEndian)) {
      var sent = new TinySeries(folder.resolve("as-" + syntax)).slices(1).encoded(syntax);
      makeSinkAnew(syntax);
      var file = sent.write().getFirst().file();

      var receipt = take(Files.readAllBytes(file));

      var uids = assertInstanceOf(FileReceipt.Stored.class, receipt).uids();
      assertEquals(
          new InstanceUids(MR_IMAGE_STORAGE, "2.25.100", "2.25.2", "2.25.1", syntax), uids);
      assertArrayEquals(dataSet(file), dataSet(sink.fileOf("2.25.100")), syntax);
    }
  }

  private void makeSinkAnew(String name) throws IOException {
    sink = new FolderSink(Files.createDirectory(folder.resolve("taken-" + name)));
  }

  @Test
  void shouldNameNoSenderWhereNoAssociationIs() throws IOException {
    take(bytes(tiny()));

    assertEquals(Optional.empty(), DicomFiles.readSourceAeTitle(sink.fileOf("2.25.100")));
  }

  @Test
  void shouldRefuseAnExcludedClass() throws IOException {
    var file = new ByteArrayInputStream(bytes(tiny()));

    var receipt = take(file, Optional.empty(), MR_IMAGE_STORAGE);

    assertEquals(IntakeException.Kind.SOP_CLASS_NOT_SUPPORTED, kind(receipt));
    assertEquals(Optional.of("2.25.100"), ((FileReceipt.NotStored) receipt).sopInstanceUid());
    assertEquals(List.of(IntakeException.Kind.SOP_CLASS_NOT_SUPPORTED), counted);
  }

  @Test
  void shouldRefuseAnotherStudyThanTheOneAskedFor() throws IOException {
    var file = new ByteArrayInputStream(bytes(tiny()));

    var receipt = take(file, Optional.of("2.25.9"));

    assertEquals(IntakeException.Kind.DATA_SET_DOES_NOT_MATCH, kind(receipt));
    assertEquals(0, sink.completed.size());
  }

  @Test
  void shouldRefuseATransferSyntaxThatIsNotTaken() throws IOException {
    var file = bytes(tiny());
    var syntax = "1.2.840.10008.1.2.1";
    var text = new String(file, StandardCharsets.ISO_8859_1);
    var other = text.replace(syntax, "1.2.840.10008.1.9.9").getBytes(StandardCharsets.ISO_8859_1);

    assertEquals(IntakeException.Kind.TRANSFER_SYNTAX_NOT_SUPPORTED, kind(take(other)));
  }

  @Test
  void shouldRefuseWhatIsNoDicomFile() throws IOException {
    assertEquals(IntakeException.Kind.CANNOT_UNDERSTAND, kind(take(new byte[] {1, 2, 3})));
    assertEquals(IntakeException.Kind.CANNOT_UNDERSTAND, kind(take(new byte[100_000])));
  }

  @Test
  void shouldRefuseAHeaderThatDiffersFromItsDataSet() throws IOException {
    var file = bytes(tiny());
    var text = new String(file, StandardCharsets.ISO_8859_1);
    var other = text.replaceFirst("2\\.25\\.100", "2.25.109").getBytes(StandardCharsets.ISO_8859_1);

    assertEquals(IntakeException.Kind.DATA_SET_DOES_NOT_MATCH, kind(take(other)));
  }

  @Test
  void shouldRefuseADataSetWithoutASeries() throws IOException {
    var receipt =
        take(bytes(tiny().changed((z, dataset) -> dataset.remove(Tag.SeriesInstanceUID))));

    assertEquals(IntakeException.Kind.CANNOT_UNDERSTAND, kind(receipt));
    assertTrue(
        ((FileReceipt.NotStored) receipt).refusal().getMessage().contains("SeriesInstanceUID"));
  }

  @Test
  void shouldRefuseAHeaderWithoutEnd() throws IOException {
    var head = new ByteArrayOutputStream();
    head.write(new byte[128]);
    head.write("DICM".getBytes(StandardCharsets.US_ASCII));
    // (0002,0102) Private Information of 2 GB.
    head.write(
        new byte[] {2, 0, 2, 1, 'O', 'B', 0, 0, (byte) 0xF0, (byte) 0xFF, (byte) 0xFF, 0x7F});
    var endless = new SequenceInputStream(new ByteArrayInputStream(head.toByteArray()), zeros());

    assertEquals(IntakeException.Kind.CANNOT_UNDERSTAND, kind(take(endless, Optional.empty())));
  }

  private static InputStream zeros() {
    return new InputStream() {
      @Override
      public int read() {
        return 0;
      }
    };
  }

  @Test
  void shouldPassOverManyAndDeepElementsBeforeTheUids() throws IOException {
    var receipt =
        take(
            bytes(
                tiny()
                    .changed(
                        (z, dataset) -> {
                          var sequence = dataset.newSequence(Tag.ReferencedImageSequence, 1000);
                          for (var i = 0; i < 1000; i++) {
                            var item =
                                new org.aoju.bus.image.galaxy.data.Attributes(dataset.bigEndian());
                            item.setString(Tag.SOPInstanceUID, VR.UI, "2.25." + i);
                            item.setString(Tag.SeriesInstanceUID, VR.UI, "2.25.77");
                            sequence.add(item);
                          }
                        })));

    assertEquals(
        "2.25.2", assertInstanceOf(FileReceipt.Stored.class, receipt).uids().seriesInstanceUid());
  }

  @Test
  void shouldRefuseAFileThatIsTooLongAndNameIt() throws IOException {
    var big =
        tiny().changed((z, dataset) -> dataset.setBytes(0x00E10010, VR.OB, new byte[100_000]));

    var receipt = take(bytes(big));

    assertEquals(IntakeException.Kind.TOO_LARGE, kind(receipt));
    assertEquals(Optional.of("2.25.100"), ((FileReceipt.NotStored) receipt).sopInstanceUid());
  }

  @Test
  void shouldSayThatThereIsNoRoomWhereTheOutputFails() throws IOException {
    sink.outputFails = true;
    var big = tiny().changed((z, dataset) -> dataset.setBytes(0x00E10010, VR.OB, new byte[5000]));

    assertEquals(IntakeException.Kind.OUT_OF_RESOURCES, kind(take(bytes(big))));
  }

  @Test
  void shouldPassOnThatTheStreamBroke() throws IOException {
    var broken = new IOException("connection reset");
    var file = bytes(tiny());
    var part = new ByteArrayInputStream(file, 0, file.length - 4);
    var stream = new SequenceInputStream(part, new Broken(broken));

    assertSame(broken, assertThrows(IOException.class, () -> take(stream, Optional.empty())));
    assertEquals(0, sink.completed.size());
  }

  /** Fails at once. */
  private static final class Broken extends InputStream {
    private final IOException failure;

    Broken(IOException failure) {
      this.failure = failure;
    }

    @Override
    public int read() throws IOException {
      throw failure;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      throw failure;
    }
  }
}
