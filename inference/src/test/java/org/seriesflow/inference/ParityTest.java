package org.seriesflow.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.seriesflow.imaging.Nifti;
import org.seriesflow.inference.manifest.LabelSet.Role;

/** Both stages against the plain reading of the recipe in model-tools. */
final class ParityTest {

  static List<Path> goldens() throws IOException {
    return Golden.all();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void shouldFindTheRegionThatTheRecipeFinds(Path json) throws IOException {
    var golden = Golden.read(json);
    try (var pipeline = ReferencePackages.open(golden.text("roiPackage"));
        var volume = Nifti.map(golden.volume())) {
      var finding = new RoiLocator(pipeline).locate(volume);
      for (int axis = 0; axis < 3; axis++) {
        int found = finding.box().min(axis);
        int expected = golden.box().min(axis);
        double margin = golden.numbers("roi", "margin", "min").get(axis);
        assertBound(expected, found, margin, golden, "lower bound of axis " + axis);
        found = finding.box().max(axis);
        expected = golden.box().max(axis);
        margin = golden.numbers("roi", "margin", "max").get(axis);
        assertBound(expected, found, margin, golden, "upper bound of axis " + axis);
      }
      assertEquals(golden.flag("roi", "noMask"), finding.substitution().isPresent());
    }
  }

  private static void assertBound(
      int expected, int found, double margin, Golden golden, String what) {
    boolean sure = Double.isNaN(margin) || margin >= golden.number("trustedMargin");
    int allowed = sure ? 0 : 1;
    assertTrue(
        Math.abs(expected - found) <= allowed,
        what + " is " + found + ", the recipe gives " + expected + " (margin " + margin + ")");
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void shouldScoreTheRegionAsTheRecipeDoes(Path json) throws IOException {
    var golden = Golden.read(json);
    try (var pipeline = ReferencePackages.open(golden.text("classifierPackage"));
        var volume = Nifti.map(golden.volume())) {
      var result = new Classifier(pipeline).classify(volume, golden.box());
      double tolerance = golden.number("logitTolerance");
      assertScores(golden, "location", result.having(Role.LOCATION), tolerance);
      assertScores(golden, "presence", result.having(Role.PRESENCE), tolerance);
      assertScores(golden, "modality", result.having(Role.MODALITY), tolerance);
    }
  }

  private static void assertScores(
      Golden golden, String set, List<LabelScore> scores, double tolerance) {
    var logits = golden.numbers("classifier", "logits", set);
    var probabilities = golden.numbers("classifier", "probabilities", set);
    assertEquals(logits.size(), scores.size());
    for (int i = 0; i < scores.size(); i++) {
      var name = scores.get(i).label().id();
      assertEquals(logits.get(i), scores.get(i).logit(), tolerance, "logit of " + name);
      assertEquals(
          probabilities.get(i), scores.get(i).probability(), tolerance, "probability of " + name);
    }
  }
}
