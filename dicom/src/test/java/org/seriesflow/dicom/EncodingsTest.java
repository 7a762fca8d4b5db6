package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Images that dcmtk's programs encoded, against what dcmtk's programs decode. */
class EncodingsTest {
  private static final int ROWS = 40;
  private static final int COLUMNS = 56;
  private static final int FRAMES = 3;

  @TempDir Path folder;

  /** Programs and options that encode and decode, bits stored, and the greatest difference. */
  private record Encoding(
      List<String> encoder,
      String decoder,
      int bits,
      int frames,
      String transferSyntax,
      int least) {
    @Override
    public String toString() {
      return String.join(" ", encoder) + ", " + bits + " bits, " + frames + " frame(s)";
    }
  }

  static Stream<Encoding> encodings() {
    var all = new ArrayList<Encoding>();
    for (var frames : new int[] {1, FRAMES}) {
      all.add(jpeg(List.of("dcmcjpeg", "+eb", "+q", "90"), 8, frames, "1.2.840.10008.1.2.4.50", 1));
      all.add(
          jpeg(List.of("dcmcjpeg", "+ee", "+q", "90"), 12, frames, "1.2.840.10008.1.2.4.51", 1));
      all.add(jpeg(List.of("dcmcjpeg", "+es"), 12, frames, "1.2.840.10008.1.2.4.53", 1));
      all.add(jpeg(List.of("dcmcjpeg", "+ep"), 12, frames, "1.2.840.10008.1.2.4.55", 1));
      all.add(jpeg(List.of("dcmcjpeg", "+el"), 16, frames, "1.2.840.10008.1.2.4.57", 0));
      all.add(jpeg(List.of("dcmcjpeg", "+e1"), 12, frames, "1.2.840.10008.1.2.4.70", 0));
      // Fragments of 1 KiB and no offset table.
      all.add(
          jpeg(
              List.of("dcmcjpeg", "+e1", "+fs", "1", "-ot"),
              12,
              frames,
              "1.2.840.10008.1.2.4.70",
              0));
      all.add(
          new Encoding(
              List.of("dcmcjpls", "+el"), "dcmdjpls", 12, frames, "1.2.840.10008.1.2.4.80", 0));
      all.add(
          new Encoding(
              List.of("dcmcjpls", "+en", "+md", "3"),
              "dcmdjpls",
              12,
              frames,
              "1.2.840.10008.1.2.4.81",
              0));
      all.add(new Encoding(List.of("dcmcrle"), "dcmdrle", 16, frames, "1.2.840.10008.1.2.5", 0));
      all.add(
          new Encoding(
              List.of("dcmconv", "+td"), "dcmconv", 12, frames, "1.2.840.10008.1.2.1.99", 0));
      all.add(
          new Encoding(List.of("dcmconv", "+tb"), "dcmconv", 12, frames, "1.2.840.10008.1.2.2", 0));
    }
    return all.stream();
  }

  private static Encoding jpeg(
      List<String> encoder, int bits, int frames, String transferSyntax, int least) {
    return new Encoding(encoder, "dcmdjpeg", bits, frames, transferSyntax, least);
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void shouldDecodeWhatDcmtkDecodes(Encoding encoding) throws Exception {
    var encoded = encode(encoding);
    var plain = folder.resolve("plain.dcm");
    Programs.run(folder, List.of(encoding.decoder(), encoded.toString(), plain.toString()));
    var ours = DecodedCells.of(encoded);
    var theirs = DecodedCells.of(plain);
    assertEquals(
        encoding.transferSyntax(),
        DicomInstance.read(encoded, DataSetReader.Kept.ALL, HeaderMemory.usual())
            .transferSyntaxUid());
    for (var i = 0; i < theirs.length; i++) {
      assertEquals(theirs[i], ours[i], encoding.least(), "cell " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void shouldEndWithAnErrorOrCellsWhateverIsDoneToTheBytes(Encoding encoding) throws Exception {
    var whole = Files.readAllBytes(encode(encoding));
    var random = new Random(11);
    var file = folder.resolve("mutated.dcm");
    for (var round = 0; round < 12; round++) {
      var bytes = whole.clone();
      // The last quarter is pixel data in every encoding.
      for (var change = 0; change < 8; change++) {
        bytes[bytes.length - 1 - random.nextInt(bytes.length / 4)] = (byte) random.nextInt();
      }
      Files.write(file, bytes);
      try {
        DecodedCells.of(file);
      } catch (IOException named) {
        assertTrue(named.getMessage() != null && !named.getMessage().isBlank());
      }
    }
  }

  @Test
  void shouldNameFrameAndTransferSyntaxOfACorruptFrame() throws Exception {
    var encoding = jpeg(List.of("dcmcjpeg", "+e1"), 12, FRAMES, "", 0);
    var encoded = encode(encoding);
    var instance = DicomInstance.read(encoded, DataSetReader.Kept.ALL, HeaderMemory.usual());
    var pixels = (PixelSource.Encapsulated) instance.pixels().orElseThrow();
    var bytes = Files.readAllBytes(encoded);
    bytes[(int) pixels.fragments().get(1).offset() + 1] = 0;
    Files.write(encoded, bytes);
    var refused = assertThrows(IOException.class, () -> DecodedCells.of(encoded));
    assertEquals(
        "frame 2 cannot be decoded from JPEG Lossless, First-Order Prediction"
            + " (1.2.840.10008.1.2.4.70): its first bytes are no codestream's",
        refused.getMessage());
  }

  @Test
  void shouldTakeNoMoreOfDeflatedPixelDataThanTheFramesNeed() throws Exception {
    var plain = image(8, 1, 64 << 20);
    var deflated = folder.resolve("deflated.dcm");
    Programs.run(folder, List.of("dcmconv", "+td", plain.toString(), deflated.toString()));
    assertTrue(Files.size(deflated) < 1 << 20);
    var instance = DicomInstance.read(deflated, DataSetReader.Kept.ALL, HeaderMemory.usual());
    var inflated = (PixelSource.Inflated) instance.pixels().orElseThrow();
    assertEquals(ROWS * COLUMNS, inflated.cells().byteSize());
  }

  private Path encode(Encoding encoding) throws Exception {
    var plain = image(encoding.bits(), encoding.frames(), 0);
    var encoded = folder.resolve("encoded.dcm");
    var command = new ArrayList<>(encoding.encoder());
    command.add(plain.toString());
    command.add(encoded.toString());
    Programs.run(folder, command);
    return encoded;
  }

  /** Cells of 8 bits for up to 8 bits, else of 16; with so many bytes too many. */
  private Path image(int bits, int frames, int surplus) throws IOException {
    var allocated = bits <= 8 ? 8 : 16;
    var dataset = new Attributes();
    dataset.setString(Tag.SOPClassUID, VR.UI, "1.2.840.10008.5.1.4.1.1.7.3");
    dataset.setString(Tag.SOPInstanceUID, VR.UI, "2.25.77");
    dataset.setString(Tag.StudyInstanceUID, VR.UI, "2.25.1");
    dataset.setString(Tag.SeriesInstanceUID, VR.UI, "2.25.2");
    dataset.setString(Tag.Modality, VR.CS, "OT");
    dataset.setInt(Tag.SamplesPerPixel, VR.US, 1);
    dataset.setString(Tag.PhotometricInterpretation, VR.CS, "MONOCHROME2");
    dataset.setInt(Tag.NumberOfFrames, VR.IS, frames);
    dataset.setInt(Tag.Rows, VR.US, ROWS);
    dataset.setInt(Tag.Columns, VR.US, COLUMNS);
    dataset.setInt(Tag.BitsAllocated, VR.US, allocated);
    dataset.setInt(Tag.BitsStored, VR.US, bits);
    dataset.setInt(Tag.HighBit, VR.US, bits - 1);
    dataset.setInt(Tag.PixelRepresentation, VR.US, 0);
    var cells = ROWS * COLUMNS * frames;
    var bytes = new byte[cells * allocated / 8 + surplus];
    for (var i = 0; i < cells; i++) {
      var row = i / COLUMNS;
      var column = i % COLUMNS;
      var value = (64 * column + 37 * row + row * column % 19) & ((1 << bits) - 1);
      if (allocated == 8) {
        bytes[i] = (byte) value;
      } else {
        bytes[2 * i] = (byte) value;
        bytes[2 * i + 1] = (byte) (value >> 8);
      }
    }
    dataset.setBytes(Tag.PixelData, allocated == 8 ? VR.OB : VR.OW, bytes);
    var file = folder.resolve("image.dcm");
    try (var out = new ImageOutputStream(file.toFile())) {
      out.writeDataset(dataset.createFileMetaInformation(UID.ExplicitVRLittleEndian), dataset);
    }
    return file;
  }
}
