package org.seriesflow.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageOutputStream;

/**
 * Axial slices of 2 rows and 3 columns, 1 mm apart, pixels 2 mm × 0.5 mm (rows × columns), first
 * pixel at (10, 20, 30 + index). Pixel [row, column] of slice z holds 100·z + 10·row + column.
 */
final class TinySeries {
  static final int ROWS = 2;
  static final int COLUMNS = 3;

  private final Path folder;
  private BiConsumer<Integer, Attributes> change = (index, dataset) -> {};
  private String transferSyntax = UID.ExplicitVRLittleEndian;
  private int slices = 5;

  TinySeries(Path folder) {
    this.folder = folder;
  }

  TinySeries slices(int count) {
    slices = count;
    return this;
  }

  /** Changes each slice's data set before it is written. */
  TinySeries changed(BiConsumer<Integer, Attributes> step) {
    change = change.andThen(step);
    return this;
  }

  TinySeries encoded(String transferSyntaxUid) {
    transferSyntax = transferSyntaxUid;
    return this;
  }

  List<SourceInstance> write() throws IOException {
    Files.createDirectories(folder);
    var sources = new ArrayList<SourceInstance>();
    for (var z = 0; z < slices; z++) {
      var dataset = slice(z);
      change.accept(z, dataset);
      var file = folder.resolve("slice-" + z + ".dcm");
      try (var out = new ImageOutputStream(file.toFile())) {
        out.writeDataset(dataset.createFileMetaInformation(transferSyntax), dataset);
      }
      sources.add(new SourceInstance(file, dataset.getString(Tag.SOPInstanceUID)));
    }
    return sources;
  }

  Normalisation normalise() throws Exception {
    return SeriesNormaliser.normalise(write());
  }

  private Attributes slice(int z) {
    var dataset = new Attributes(UID.ExplicitVRBigEndianRetired.equals(transferSyntax));
    dataset.setString(Tag.SOPClassUID, VR.UI, "1.2.840.10008.5.1.4.1.1.4");
    dataset.setString(Tag.SOPInstanceUID, VR.UI, "2.25.10" + z);
    dataset.setString(Tag.StudyInstanceUID, VR.UI, "2.25.1");
    dataset.setString(Tag.SeriesInstanceUID, VR.UI, "2.25.2");
    dataset.setString(Tag.FrameOfReferenceUID, VR.UI, "2.25.3");
    dataset.setString(Tag.Modality, VR.CS, "MR");
    dataset.setString(Tag.ImageType, VR.CS, "ORIGINAL", "PRIMARY");
    dataset.setDouble(Tag.ImagePositionPatient, VR.DS, 10, 20, 30 + z);
    dataset.setDouble(Tag.ImageOrientationPatient, VR.DS, 1, 0, 0, 0, 1, 0);
    dataset.setDouble(Tag.PixelSpacing, VR.DS, 2, 0.5);
    dataset.setInt(Tag.SamplesPerPixel, VR.US, 1);
    dataset.setString(Tag.PhotometricInterpretation, VR.CS, "MONOCHROME2");
    dataset.setInt(Tag.Rows, VR.US, ROWS);
    dataset.setInt(Tag.Columns, VR.US, COLUMNS);
    dataset.setInt(Tag.BitsAllocated, VR.US, 16);
    dataset.setInt(Tag.BitsStored, VR.US, 16);
    dataset.setInt(Tag.HighBit, VR.US, 15);
    dataset.setInt(Tag.PixelRepresentation, VR.US, 1);
    setPixels(dataset, (row, column) -> 100 * z + 10 * row + column);
    return dataset;
  }

  /** The value of a pixel. */
  interface Pixels {
    int at(int row, int column);
  }

  /** Sets 16-bit cells. */
  static void setPixels(Attributes dataset, Pixels pixels) {
    var cells = new int[ROWS * COLUMNS];
    for (var row = 0; row < ROWS; row++) {
      for (var column = 0; column < COLUMNS; column++) {
        cells[row * COLUMNS + column] = pixels.at(row, column) & 0xFFFF;
      }
    }
    dataset.setInt(Tag.PixelData, VR.OW, cells);
  }
}
