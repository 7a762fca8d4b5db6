package org.seriesflow.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.SourceInstance;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;

/** Who takes part, and what is taken from what they say. */
class NormaliseBenchmarkTest {
  @TempDir Path folder;

  @Test
  void shouldTakeWhatDcm2niixSaysOfItsCoreCode() throws IOException {
    assertEquals(
        120.5,
        NormaliseBenchmark.coreMillis(
            "Convert 106 DICOM as volume (512x512x106x1)\n"
                + "Conversion required 0.273120 seconds (0.120500 for core code)."),
        1e-9);
    assertThrows(IOException.class, () -> NormaliseBenchmark.coreMillis("no luck"));
  }

  @Test
  void shouldNameASideThatTakesNoPartAndMeasureTheOthers() throws Exception {
    var spec =
        new SyntheticSpec(
            1, SyntheticSpec.Modality.MRA, SyntheticSpec.Plane.AXIAL, false, 32, 16, 1, 1);
    var sources = new ArrayList<SourceInstance>();
    for (var file : SyntheticSeries.write(folder, spec)) {
      sources.add(new SourceInstance(file, DicomFiles.readUids(file).sopInstanceUid()));
    }
    var sides =
        new NormaliseBenchmark.Sides(job -> List.of("true"), Optional.empty(), Optional.empty());

    var result = NormaliseBenchmark.run(sources, sides, 2);

    assertEquals(2, result.sides().get(NormaliseBenchmark.WARM).millis().size());
    assertEquals(
        "dcm2niix is not installed", result.failures().get(NormaliseBenchmark.DCM2NIIX_CORE));
    assertTrue(result.failures().containsKey(NormaliseBenchmark.DICOM2NIFTI));
    assertEquals(OptionalDouble.empty(), result.ratioTo(NormaliseBenchmark.DICOM2NIFTI));
  }
}
