package org.seriesflow.cli.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.seriesflow.dicom.SyntheticImage;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;

/**
 * Synthetic studies of one series each: an angiography of the head for CT and MR, one image for
 * X-ray and ultrasound.
 *
 * @param folder below which they are written
 * @param rows rows and columns of a slice
 * @param slices of an angiography
 */
record Studies(Path folder, int rows, int slices) {
  private static final double FIELD_MM = 200;
  private static final double HEIGHT_MM = 140;
  private static final int IMAGE_ROWS = 1024;

  /** Writes the study of that number, which is its seed, too. */
  List<Path> write(int number, StudyKind kind) throws IOException {
    return switch (kind) {
      case CT -> angiography(number, SyntheticSpec.Modality.CTA);
      case MR -> angiography(number, SyntheticSpec.Modality.MRA);
      case XRAY -> List.of(image(number, SyntheticImage.Kind.RADIOGRAPH));
      case US -> List.of(image(number, SyntheticImage.Kind.ULTRASOUND));
    };
  }

  private List<Path> angiography(int number, SyntheticSpec.Modality modality) throws IOException {
    return SyntheticSeries.write(
        folder.resolve("study-" + number),
        new SyntheticSpec(
            number,
            modality,
            SyntheticSpec.Plane.AXIAL,
            number % 2 == 1,
            rows,
            slices,
            FIELD_MM / rows,
            HEIGHT_MM / slices));
  }

  private Path image(int number, SyntheticImage.Kind kind) throws IOException {
    var study = Files.createDirectories(folder.resolve("study-" + number));
    return SyntheticImage.write(study.resolve("image.dcm"), kind, number, IMAGE_ROWS);
  }
}
