package org.seriesflow.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.DicomInput;
import org.seriesflow.dicom.NormalisationSettings;
import org.seriesflow.dicom.SeriesNormaliser;
import org.seriesflow.dicom.SourceInstance;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;

class SeriesFactsTest {
  @TempDir Path folder;

  private static SeriesFacts facts(List<Path> files) throws Exception {
    var sources = new ArrayList<SourceInstance>();
    for (var file : files) {
      sources.add(new SourceInstance(file, DicomFiles.readUids(file).sopInstanceUid()));
    }
    return SeriesFacts.of(
        SeriesNormaliser.plan(sources, NormalisationSettings.DEFAULTS), sources.size());
  }

  private List<Path> synthetic(SyntheticSpec.Plane plane) throws IOException {
    return SyntheticSeries.write(
        folder, new SyntheticSpec(3, SyntheticSpec.Modality.MRA, plane, false, 32, 20, 0.9, 1.2));
  }

  @ParameterizedTest
  @CsvSource({"AXIAL, AXIAL", "OBLIQUE_AXIAL, AXIAL", "SAGITTAL, SAGITTAL", "CORONAL, CORONAL"})
  void shouldNameThePlaneThatTheSlicesAreNearestTo(SyntheticSpec.Plane plane, String orientation)
      throws Exception {
    assertEquals(List.of(orientation), facts(synthetic(plane)).values(SeriesFact.ORIENTATION));
  }

  @Test
  void shouldMeasureHowObliqueTheSlicesAre() throws Exception {
    var straight = facts(synthetic(SyntheticSpec.Plane.AXIAL));
    assertEquals(List.of("0.0000"), straight.values(SeriesFact.OBLIQUE_DEGREES));
    var oblique = facts(synthetic(SyntheticSpec.Plane.OBLIQUE_AXIAL));
    assertTrue(Double.parseDouble(oblique.values(SeriesFact.OBLIQUE_DEGREES).getFirst()) > 3);
  }

  @Test
  void shouldCountInstancesVolumesAndSlicesAndMeasureTheirStep() throws Exception {
    var facts = facts(synthetic(SyntheticSpec.Plane.CORONAL));

    assertEquals(List.of("20"), facts.values(SeriesFact.INSTANCES));
    assertEquals(List.of("1"), facts.values(SeriesFact.VOLUMES));
    assertEquals(List.of("20"), facts.values(SeriesFact.SLICES));
    assertEquals(List.of("1.2000"), facts.values(SeriesFact.SLICE_STEP_MM));
    assertEquals(List.of("MR"), facts.values("Modality"));
  }

  @Test
  void shouldKnowTheHeaderOfASeriesThatIsNoVolume() throws Exception {
    var facts = facts(synthetic(SyntheticSpec.Plane.AXIAL).subList(0, 2));

    assertEquals(List.of("0"), facts.values(SeriesFact.VOLUMES));
    assertEquals(List.of(), facts.values(SeriesFact.SLICES));
    assertEquals(List.of("AXIAL"), facts.values(SeriesFact.ORIENTATION));
    assertEquals(List.of("MR"), facts.values("Modality"));
  }

  /** A real series, which lies beside the checkout; the test is skipped where it does not. */
  private static SeriesFacts real(String name) throws Exception {
    var configured = System.getenv("SERIESFLOW_DATA");
    var root =
        configured == null
            ? Path.of(System.getProperty("seriesflow.root"), "..", "shared", "data")
            : Path.of(configured);
    var archive = root.resolve(name);
    assumeTrue(Files.exists(archive), "skipped: no real data at " + archive.normalize());
    try (var input = DicomInput.collect(archive)) {
      return facts(input.files());
    }
  }

  @Test
  void shouldMeasureARealObliqueAngiogramByItsPositions() throws Exception {
    var facts = real("mra-head/tof3d_siemens_aera.zip");

    assertEquals(List.of("AXIAL"), facts.values(SeriesFact.ORIENTATION));
    assertEquals(List.of("106"), facts.values(SeriesFact.SLICES));
    var step = Double.parseDouble(facts.values(SeriesFact.SLICE_STEP_MM).getFirst());
    assertEquals(0.70, step, 0.001);
  }

  @Test
  void shouldSeeThatRealProjectionsAreNoVolume() throws Exception {
    var facts = real("bad-input/mip_rotation_not_a_volume.zip");

    assertEquals(List.of("0"), facts.values(SeriesFact.VOLUMES));
    assertTrue(facts.values("ImageType").contains("PROJECTION IMAGE"));
  }

  @Test
  void shouldFindInARealEnhancedImageWhatStandsInItsFunctionalGroups() throws Exception {
    var facts = real("enhanced/siemens_enhanced_8frames.dcm");

    assertEquals(1, facts.values("SliceThickness").size());
  }
}
