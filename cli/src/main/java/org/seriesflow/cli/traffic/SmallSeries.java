package org.seriesflow.cli.traffic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;

/**
 * Synthetic TOF MRA series that cost little: 20 slices of 32 × 32.
 *
 * @param folder below which they are written
 * @param seed of the first; each has another
 */
public record SmallSeries(Path folder, long seed) implements SeriesSource {
  private static final int ROWS = 32;
  private static final int SLICES = 20;
  private static final double SPACING_MM = 6;

  @Override
  public List<Path> files(int number) throws IOException {
    return SyntheticSeries.write(
        folder.resolve("series-" + number),
        new SyntheticSpec(
            seed + number,
            SyntheticSpec.Modality.MRA,
            SyntheticSpec.Plane.AXIAL,
            number % 2 == 1,
            ROWS,
            SLICES,
            SPACING_MM,
            SPACING_MM));
  }
}
