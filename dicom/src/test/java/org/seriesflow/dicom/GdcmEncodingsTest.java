package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What GDCM decodes and encodes, against us. */
class GdcmEncodingsTest {
  @TempDir Path folder;

  static Stream<String> encodings() {
    return IntStream.rangeClosed(1, 9)
        .mapToObj(number -> "compressed/same_image_9_encodings/%d.dcm".formatted(number));
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void shouldDecodeWhatGdcmDecodes(String name) throws Exception {
    var encoded = SharedData.resolve(name);
    var plain = folder.resolve("plain.dcm");
    gdcmconv(encoded, plain, "--raw");
    assertArrayEquals(DecodedCells.of(plain), DecodedCells.of(encoded));
  }

  @Test
  void shouldDecodeSeveralFragmentsAFrameAsGdcmDoes() throws Exception {
    var zip = SharedData.resolve("compressed/t1_sag_jpeglossless_multifragment.zip");
    try (var files = FileSystems.newFileSystem(zip);
        var all = Files.walk(files.getPath("/"))) {
      var slice = all.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
      var encoded = Files.copy(slice, folder.resolve("encoded.dcm"));
      var plain = folder.resolve("plain.dcm");
      gdcmconv(encoded, plain, "--raw");
      assertArrayEquals(DecodedCells.of(plain), DecodedCells.of(encoded));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--jpeg, 1.2.840.10008.1.2.4.70",
    "--jpegls, 1.2.840.10008.1.2.4.80",
    "--j2k, 1.2.840.10008.1.2.4.90",
    "--rle, 1.2.840.10008.1.2.5",
    "--deflated, 1.2.840.10008.1.2.1.99"
  })
  void shouldDecodeWhatGdcmEncodesWithoutLoss(String option, String transferSyntax)
      throws Exception {
    var original = SharedData.resolve("compressed/same_image_9_encodings/1.dcm");
    var plain = folder.resolve("plain.dcm");
    var encoded = folder.resolve("encoded.dcm");
    gdcmconv(original, plain, "--raw");
    gdcmconv(plain, encoded, option);
    assertEquals(
        transferSyntax,
        DicomInstance.read(encoded, DataSetReader.Kept.ALL, HeaderMemory.usual())
            .transferSyntaxUid());
    assertArrayEquals(DecodedCells.of(plain), DecodedCells.of(encoded));
  }

  private void gdcmconv(Path from, Path to, String option) throws Exception {
    Programs.run(folder, List.of("gdcmconv", option, "-i", from.toString(), "-o", to.toString()));
  }
}
