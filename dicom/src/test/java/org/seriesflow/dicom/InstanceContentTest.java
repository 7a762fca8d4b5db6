package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceContentTest {
  @TempDir Path folder;

  private ContentComparison compare(String transferSyntax, Consumer<Attributes> change)
      throws Exception {
    var original = new TinySeries(folder.resolve("a")).slices(1).write().getFirst();
    var copy =
        new TinySeries(folder.resolve("b"))
            .slices(1)
            .encoded(transferSyntax)
            .changed((z, dataset) -> change.accept(dataset))
            .write()
            .getFirst();
    return InstanceContent.same(original.file(), copy.file());
  }

  @Test
  void shouldCallACopyInAnotherByteOrderEqual() throws Exception {
    assertEquals(ContentComparison.EQUAL, compare(UID.ExplicitVRBigEndianRetired, dataset -> {}));
  }

  @Test
  void shouldReadDecimalStringsAsNumbers() throws Exception {
    assertEquals(
        ContentComparison.EQUAL,
        compare(
            UID.ExplicitVRLittleEndian,
            dataset -> dataset.setString(Tag.PixelSpacing, VR.DS, "2.000", "0.500")));
  }

  @Test
  void shouldTellAnotherAttributeFromOtherContent() throws Exception {
    assertEquals(
        ContentComparison.OTHER_ATTRIBUTES,
        compare(
            UID.ExplicitVRLittleEndian,
            dataset -> dataset.setString(Tag.SeriesDescription, VR.LO, "corrected")));
  }

  @Test
  void shouldSeeAnotherPixel() throws Exception {
    assertEquals(
        ContentComparison.OTHER_CONTENT,
        compare(
            UID.ExplicitVRLittleEndian,
            dataset -> TinySeries.setPixels(dataset, (row, column) -> row + column)));
  }

  @Test
  void shouldSeeAnotherPosition() throws Exception {
    assertEquals(
        ContentComparison.OTHER_CONTENT,
        compare(
            UID.ExplicitVRLittleEndian,
            dataset -> dataset.setDouble(Tag.ImagePositionPatient, VR.DS, 10, 20, 31)));
  }

  @Test
  void shouldSeeAnotherRescale() throws Exception {
    assertEquals(
        ContentComparison.OTHER_CONTENT,
        compare(
            UID.ExplicitVRLittleEndian,
            dataset -> dataset.setString(Tag.RescaleSlope, VR.DS, "2")));
  }
}
