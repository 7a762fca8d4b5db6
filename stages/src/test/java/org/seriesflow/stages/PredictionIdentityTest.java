package org.seriesflow.stages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.Training;

class PredictionIdentityTest {
  private static final ModelPackageRef ROI = model(PackageRole.ROI, "aa");
  private static final ModelPackageRef CLASSIFIER = model(PackageRole.CLASSIFIER, "bb");

  private static final PredictionIdentity BASE =
      new PredictionIdentity(
          "1.2.3", 1, "1.0", List.of(ROI, CLASSIFIER), ProcessingMode.LIVE, "", "");

  @Test
  void shouldHashPartsEachPrecededByItsLength() {
    // printf '5:1.2.31:13:1.020:CLASSIFIER=bb,ROI=aa4:LIVE0:' | sha256sum
    assertEquals("5ad08739ec1bb215b833356df1a750d2298ee7823b692f5761ee610030a4e62f", BASE.id());
  }

  @Test
  void shouldNotDependOnOrderOfPackages() {
    var swapped =
        new PredictionIdentity(
            "1.2.3", 1, "1.0", List.of(CLASSIFIER, ROI), ProcessingMode.LIVE, "", "");

    assertEquals(BASE.id(), swapped.id());
  }

  @ParameterizedTest
  @MethodSource("others")
  void shouldChangeWithEveryPart(PredictionIdentity other) {
    assertNotEquals(BASE.id(), other.id());
  }

  static Stream<PredictionIdentity> others() {
    var models = List.of(ROI, CLASSIFIER);
    return Stream.of(
        new PredictionIdentity("1.2.31", 1, "1.0", models, ProcessingMode.LIVE, "", ""),
        new PredictionIdentity("1.2.3", 11, "1.0", models, ProcessingMode.LIVE, "", ""),
        new PredictionIdentity("1.2.3", 1, "1.1", models, ProcessingMode.LIVE, "", ""),
        new PredictionIdentity("1.2.3", 1, "1.0", List.of(CLASSIFIER), ProcessingMode.LIVE, "", ""),
        new PredictionIdentity(
            "1.2.3",
            1,
            "1.0",
            List.of(model(PackageRole.ROI, "cc"), CLASSIFIER),
            ProcessingMode.LIVE,
            "",
            ""),
        new PredictionIdentity("1.2.3", 1, "1.0", models, ProcessingMode.REPLAY, "", ""),
        new PredictionIdentity("1.2.3", 1, "1.0", models, ProcessingMode.REPLAY, "job", ""),
        new PredictionIdentity("1.2.3", 1, "1.0", models, ProcessingMode.LIVE, "", "dd"));
  }

  private static ModelPackageRef model(PackageRole role, String sha256) {
    return ModelPackageRef.newBuilder()
        .setRole(role)
        .setId("id")
        .setVersion("1")
        .setSha256(sha256)
        .setTraining(Training.UNTRAINED)
        .build();
  }
}
