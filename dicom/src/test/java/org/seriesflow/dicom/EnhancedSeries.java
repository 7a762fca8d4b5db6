package org.seriesflow.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageOutputStream;

/**
 * One enhanced MR image of axial frames of 2 rows and 3 columns, pixels 2 mm × 0.5 mm, first pixel
 * at (10, 20, 30 + frame), where Plane Orientation and Pixel Measures are shared and Plane Position
 * is per frame. Pixel [row, column] of a frame holds 100·frame + 10·row + column.
 */
final class EnhancedSeries {
  private final Path folder;
  private final int frames;
  private BiConsumer<Integer, Attributes> change = (frame, groups) -> {};
  private Consumer<Attributes> changeAll = dataset -> {};

  EnhancedSeries(Path folder, int frames) {
    this.folder = folder;
    this.frames = frames;
  }

  /** Changes each frame's functional groups. */
  EnhancedSeries eachFrame(BiConsumer<Integer, Attributes> step) {
    change = change.andThen(step);
    return this;
  }

  /** Changes the whole data set, after the frames. */
  EnhancedSeries whole(Consumer<Attributes> step) {
    changeAll = changeAll.andThen(step);
    return this;
  }

  SeriesPlan plan() throws Exception {
    return SeriesNormaliser.plan(List.of(write()), NormalisationSettings.DEFAULTS);
  }

  SourceInstance write() throws IOException {
    var dataset = new Attributes();
    dataset.setString(Tag.SOPClassUID, VR.UI, "1.2.840.10008.5.1.4.1.1.4.1");
    dataset.setString(Tag.SOPInstanceUID, VR.UI, "2.25.30");
    dataset.setString(Tag.SeriesInstanceUID, VR.UI, "2.25.5");
    dataset.setString(Tag.Modality, VR.CS, "MR");
    dataset.setInt(Tag.NumberOfFrames, VR.IS, frames);
    dataset.setInt(Tag.SamplesPerPixel, VR.US, 1);
    dataset.setString(Tag.PhotometricInterpretation, VR.CS, "MONOCHROME2");
    dataset.setInt(Tag.Rows, VR.US, TinySeries.ROWS);
    dataset.setInt(Tag.Columns, VR.US, TinySeries.COLUMNS);
    dataset.setInt(Tag.BitsAllocated, VR.US, 16);
    dataset.setInt(Tag.BitsStored, VR.US, 16);
    dataset.setInt(Tag.HighBit, VR.US, 15);
    dataset.setInt(Tag.PixelRepresentation, VR.US, 1);
    var shared = new Attributes();
    var orientation = item(shared, Tag.PlaneOrientationSequence);
    orientation.setDouble(Tag.ImageOrientationPatient, VR.DS, 1, 0, 0, 0, 1, 0);
    item(shared, Tag.PixelMeasuresSequence).setDouble(Tag.PixelSpacing, VR.DS, 2, 0.5);
    dataset.newSequence(Tag.SharedFunctionalGroupsSequence, 1).add(shared);
    var perFrame = dataset.newSequence(Tag.PerFrameFunctionalGroupsSequence, frames);
    var cells = new int[frames * TinySeries.ROWS * TinySeries.COLUMNS];
    for (var frame = 0; frame < frames; frame++) {
      var groups = new Attributes();
      place(groups, 10, 20, 30 + frame);
      change.accept(frame, groups);
      perFrame.add(groups);
      for (var p = 0; p < 6; p++) {
        cells[frame * 6 + p] = 100 * frame + 10 * (p / 3) + p % 3;
      }
    }
    dataset.setInt(Tag.PixelData, VR.OW, cells);
    changeAll.accept(dataset);
    var file = folder.resolve("enhanced.dcm");
    try (var out = new ImageOutputStream(file.toFile())) {
      out.writeDataset(dataset.createFileMetaInformation(UID.ExplicitVRLittleEndian), dataset);
    }
    return new SourceInstance(file, "2.25.30");
  }

  /** The item of a functional group's sequence, made where it is missing. */
  static Attributes item(Attributes groups, int sequenceTag) {
    var there = groups.getNestedDataset(sequenceTag);
    if (there != null) {
      return there;
    }
    var item = new Attributes();
    groups.newSequence(sequenceTag, 1).add(item);
    return item;
  }

  static void place(Attributes groups, double x, double y, double z) {
    item(groups, Tag.PlanePositionSequence).setDouble(Tag.ImagePositionPatient, VR.DS, x, y, z);
  }
}
