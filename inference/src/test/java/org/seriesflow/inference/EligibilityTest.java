package org.seriesflow.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.seriesflow.inference.eligibility.SeriesEvidence;
import org.seriesflow.inference.eligibility.SeriesEvidence.Grid;
import org.seriesflow.inference.eligibility.Verdict;

/** The rules of the reference packages on headers as scanners write them. */
final class EligibilityTest {
  private static final Grid HEAD = Grid.of(106, 512, 512, 0.7, 0.39, 0.39);

  /** A header under construction; texts that stay empty are missing. */
  private record Header(
      String modality,
      String bodyPart,
      String series,
      String study,
      String protocol,
      String sequence,
      String contrast,
      boolean angio,
      List<String> imageType,
      Grid grid) {

    static Header of(String modality, String series) {
      return new Header(modality, "", series, "", "", "", "", false, List.of(), HEAD);
    }

    Header bodyPart(String value) {
      return new Header(
          modality, value, series, study, protocol, sequence, contrast, angio, imageType, grid);
    }

    Header study(String value) {
      return new Header(
          modality, bodyPart, series, value, protocol, sequence, contrast, angio, imageType, grid);
    }

    Header protocol(String value) {
      return new Header(
          modality, bodyPart, series, study, value, sequence, contrast, angio, imageType, grid);
    }

    Header contrast(String value) {
      return new Header(
          modality, bodyPart, series, study, protocol, sequence, value, angio, imageType, grid);
    }

    Header angiogram() {
      return new Header(
          modality, bodyPart, series, study, protocol, sequence, contrast, true, imageType, grid);
    }

    Header imageType(String... values) {
      return new Header(
          modality,
          bodyPart,
          series,
          study,
          protocol,
          sequence,
          contrast,
          angio,
          List.of(values),
          grid);
    }

    Header grid(Grid value) {
      return new Header(
          modality, bodyPart, series, study, protocol, sequence, contrast, angio, imageType, value);
    }

    Verdict verdict() {
      return ReferencePackages.load("aneurysm-roi")
          .eligibility()
          .check(
              new SeriesEvidence(
                  Optional.of(modality),
                  Optional.of(bodyPart),
                  Optional.of(series),
                  Optional.of(study),
                  Optional.of(protocol),
                  Optional.of(sequence),
                  List.of(),
                  Optional.of(contrast),
                  angio,
                  imageType,
                  grid));
    }
  }

  private static void assertEligible(String sequence, Header header) {
    assertEquals(sequence, assertInstanceOf(Verdict.Eligible.class, header.verdict()).sequence());
  }

  private static void assertRefused(String words, Header header) {
    var reason = assertInstanceOf(Verdict.NotEligible.class, header.verdict()).reason();
    assertTrue(reason.contains(words), reason);
  }

  @Test
  void shouldTakeTheTimeOfFlightAngiogramOfARealScanner() {
    assertEligible(
        "MRA",
        Header.of("MR", "TOF3D")
            .bodyPart("BRAIN")
            .study("NEURO^CRANE")
            .protocol("TOF3D")
            .angiogram());
  }

  @Test
  void shouldSayByWhatItRecognisedASeries() {
    var verdict = Header.of("MR", "TOF3D").study("NEURO^CRANE").verdict();
    var evidence = assertInstanceOf(Verdict.Eligible.class, verdict).evidence();
    assertEquals(
        List.of(
            "Modality is MR",
            "SeriesDescription 'TOF3D' contains 'tof' and none of the words mrv, venous,"
                + " venography, venogram is there",
            "BodyPartExamined is missing, but 'NEURO^CRANE' contains 'crane'"),
        evidence);
  }

  @Test
  void shouldTakeTheFourKindsOfHeadSeries() {
    assertEligible("CTA", Header.of("CT", "CTA HEAD 0.6").bodyPart("HEAD"));
    assertEligible("CTA", Header.of("CT", "Thin").bodyPart("HEAD").contrast("OMNIPAQUE 350"));
    assertEligible("T1post", Header.of("MR", "Ax T1 +C").bodyPart("BRAIN"));
    assertEligible("T1post", Header.of("MR", "t1_mprage").bodyPart("BRAIN").contrast("Gadovist"));
    assertEligible("T2", Header.of("MR", "ax t2_tse").bodyPart("BRAIN"));
  }

  @Test
  void shouldNeverScoreALumbarSpine() {
    assertRefused("LSPINE", Header.of("MR", "sag t2_tse").bodyPart("LSPINE"));
    assertRefused("lumbar", Header.of("MR", "t2 sag lumbar"));
    assertRefused("lspine", Header.of("MR", "T2 SAG LSPINE").bodyPart("HEAD"));
    assertRefused("other anatomy", Header.of("MR", "t2 sag").study("MRI LUMBAR SPINE"));
  }

  @Test
  void shouldRefuseHeadSeriesOfOtherKinds() {
    assertRefused("Nothing in the series", Header.of("MR", "t1_fl2d_sag").bodyPart("BRAIN"));
    assertRefused("Nothing in the series", Header.of("CT", "Head 5mm").bodyPart("HEAD"));
    assertRefused("Nothing in the series", Header.of("MR", "t2_flair").bodyPart("BRAIN"));
    assertRefused(
        "Nothing in the series", Header.of("MR", "FSE PD AXIAL OBL").protocol("CLINICAL BRAIN"));
    assertRefused("Nothing in the series", Header.of("MR", "MRV").bodyPart("BRAIN").angiogram());
    assertRefused("Modality is US", Header.of("US", "TOF").bodyPart("HEAD"));
  }

  @Test
  void shouldNotTakeTheWordForNoContrastForContrast() {
    assertRefused(
        "Nothing in the series", Header.of("CT", "Head").bodyPart("HEAD").contrast("NONE"));
  }

  @Test
  void shouldLeaveASeriesWithoutAnyAnatomyUndetermined() {
    var verdict = Header.of("MR", "TOF3D").verdict();
    var undetermined = assertInstanceOf(Verdict.Undetermined.class, verdict);
    assertEquals("MRA", undetermined.sequence());
    assertTrue(undetermined.reason().contains("BodyPartExamined is missing"));
  }

  @Test
  void shouldRefuseProjectionImages() {
    assertRefused(
        "PROJECTION IMAGE",
        Header.of("MR", "ROT HB")
            .bodyPart("BRAIN")
            .angiogram()
            .imageType("DERIVED", "SECONDARY", "PROJECTION IMAGE"));
  }

  @Test
  void shouldRefuseCoarseAndThinVolumes() {
    var series = Header.of("MR", "TOF").bodyPart("BRAIN");
    assertRefused("slice step is 8.000 mm", series.grid(Grid.of(20, 256, 256, 8, 0.9, 0.9)));
    assertRefused("at its thinnest", series.grid(Grid.of(4, 256, 256, 5, 0.9, 0.9)));
    assertRefused("at its longest", series.grid(Grid.of(1000, 512, 512, 1, 0.9, 0.9)));
  }

  @Test
  void shouldFindWordsBetweenDigitsAndSigns() {
    assertEligible("T1post", Header.of("MR", "ax_T1W_post").bodyPart("brain"));
    assertRefused("Nothing in the series", Header.of("MR", "T10 post").bodyPart("BRAIN"));
  }
}
