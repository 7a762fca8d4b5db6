package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.imaging.Shape;

class SyntheticMultiFrameTest {
  @TempDir Path folder;

  @Test
  void shouldBeAVolumeOfItsFrames() throws Exception {
    var file = SyntheticMultiFrame.write(folder.resolve("many.dcm"), 8, 20);

    var uid = DicomFiles.readUids(file).sopInstanceUid();
    var normalised =
        assertInstanceOf(
            Normalised.class, SeriesNormaliser.normalise(List.of(new SourceInstance(file, uid))));
    try (var volume = normalised.volume()) {
      assertEquals(new Shape(20, 8, 8), volume.shape());
      assertEquals(13 + 3, volume.storedAt(13, 0, 3));
      assertEquals(13 + 3, volume.storedAt(13, 5, 3));
    }
  }

  @Test
  void shouldRefuseMoreThanPixelDataCanHave() {
    assertThrows(
        IllegalArgumentException.class,
        () -> SyntheticMultiFrame.write(folder.resolve("more.dcm"), 512, 8192));
  }
}
