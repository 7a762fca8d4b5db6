package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyntheticImageTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void shouldBeASeriesThatIsNoVolume(SyntheticImage.Kind kind) throws Exception {
    var file = SyntheticImage.write(folder.resolve("image.dcm"), kind, 1, 64);
    var uid = DicomFiles.readUids(file).sopInstanceUid();
    assertInstanceOf(
        NotAVolume.class,
        SeriesNormaliser.plan(
            List.of(new SourceInstance(file, uid)), NormalisationSettings.DEFAULTS));
  }

  @Test
  void shouldGiveTheSameBytesForTheSameSeedAndAnotherSeriesForAnother() throws IOException {
    var kind = SyntheticImage.Kind.RADIOGRAPH;
    var one = SyntheticImage.write(folder.resolve("1.dcm"), kind, 1, 64);
    var same = SyntheticImage.write(folder.resolve("2.dcm"), kind, 1, 64);
    var other = SyntheticImage.write(folder.resolve("3.dcm"), kind, 2, 64);
    assertEquals(-1, Files.mismatch(one, same));
    assertNotEquals(
        DicomFiles.readUids(one).seriesInstanceUid(),
        DicomFiles.readUids(other).seriesInstanceUid());
  }
}
