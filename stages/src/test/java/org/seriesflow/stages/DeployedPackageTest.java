package org.seriesflow.stages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.Routing;
import org.seriesflow.events.Training;
import org.seriesflow.stages.DeployedPackage.Served;

class DeployedPackageTest {
  private static final ModelPackageRef HEADS = reference(PackageRole.CLASSIFIER);

  @Test
  void shouldServeByDefaultWhatNamesNoPackageOrItsOwn() {
    var byDefault = new DeployedPackage(HEADS, false, Set.of("knees"));

    assertEquals(Served.HERE, byDefault.served(Optional.empty()));
    assertEquals(Served.HERE, byDefault.served(classifier(null)));
    assertEquals(Served.HERE, byDefault.served(classifier("heads")));
  }

  @Test
  void shouldLeaveToOthersByDefaultWhatTheyServeAndNothingElse() {
    var byDefault = new DeployedPackage(HEADS, false, Set.of("knees"));

    assertEquals(Served.ELSEWHERE, byDefault.served(classifier("knees")));
    assertEquals(Served.NOWHERE, byDefault.served(classifier("hips")));
  }

  @Test
  void shouldServeOnlyWhatNamesThePackageWhereThatIsConfigured() {
    var onlyNamed = new DeployedPackage(HEADS, true, Set.of());

    assertEquals(Served.HERE, onlyNamed.served(classifier("heads")));
    assertEquals(Served.ELSEWHERE, onlyNamed.served(classifier("hips")));
    assertEquals(Served.ELSEWHERE, onlyNamed.served(classifier(null)));
    assertEquals(Served.ELSEWHERE, onlyNamed.served(Optional.empty()));
  }

  @Test
  void shouldAskWhatIsNamedInItsOwnRole() {
    var roi = new DeployedPackage(reference(PackageRole.ROI), false, Set.of());

    assertEquals(Served.HERE, roi.served(classifier("hips")));
    assertEquals(Served.NOWHERE, roi.served(Optional.of(routing().setRoiPackage("hips").build())));
  }

  @Test
  void shouldTakeAConfigurationOfEachKind() {
    assertEquals(DeployedPackage.alone(HEADS), of(false, List.of(), ProcessingMode.LIVE));
    assertEquals(DeployedPackage.alone(HEADS), of(false, List.of(), ProcessingMode.SHADOW));
    assertEquals(
        new DeployedPackage(HEADS, true, Set.of()), of(true, List.of(), ProcessingMode.LIVE));
    assertEquals(
        new DeployedPackage(HEADS, false, Set.of("knees", "hips")),
        of(false, List.of("knees", "hips"), ProcessingMode.LIVE));
  }

  @Test
  void shouldRefuseOnlyNamedWithWhatOthersServe() {
    assertEquals(
        "seriesflow.packages.only-named is true and seriesflow.packages.elsewhere is 'knees': the"
            + " deployment that takes what no rule names says what others serve; remove one of the"
            + " two",
        refusal(true, List.of("knees"), ProcessingMode.LIVE));
  }

  @Test
  void shouldRefuseItsOwnPackageAmongThoseOfOthers() {
    assertEquals(
        "seriesflow.packages.elsewhere is 'knees,heads', and 'heads' is the package of this"
            + " deployment: name those of the others",
        refusal(false, List.of("knees", "heads"), ProcessingMode.LIVE));
  }

  @Test
  void shouldRefuseEitherWhereTheDeploymentIsNotLive() {
    assertEquals(
        "seriesflow.packages.only-named is 'true' and seriesflow.mode is SHADOW: only LIVE"
            + " deployments share series among them; remove it",
        refusal(true, List.of(), ProcessingMode.SHADOW));
    assertEquals(
        "seriesflow.packages.elsewhere is 'knees' and seriesflow.mode is REPLAY: only LIVE"
            + " deployments share series among them; remove it",
        refusal(false, List.of("knees"), ProcessingMode.REPLAY));
  }

  private static String refusal(boolean onlyNamed, List<String> elsewhere, ProcessingMode mode) {
    return assertThrows(IllegalArgumentException.class, () -> of(onlyNamed, elsewhere, mode))
        .getMessage();
  }

  private static DeployedPackage of(
      boolean onlyNamed, List<String> elsewhere, ProcessingMode mode) {
    return DeployedPackage.of(
        new StageConfig.Packages() {
          @Override
          public boolean onlyNamed() {
            return onlyNamed;
          }

          @Override
          public Optional<List<String>> elsewhere() {
            return elsewhere.isEmpty() ? Optional.empty() : Optional.of(elsewhere);
          }
        },
        mode,
        HEADS);
  }

  private static Optional<Routing> classifier(String id) {
    return Optional.of(routing().setClassifierPackage(id).build());
  }

  private static Routing.Builder routing() {
    return Routing.newBuilder()
        .setRulesName("site")
        .setRulesVersion("7")
        .setRulesSha256("ee")
        .setRule("a");
  }

  private static ModelPackageRef reference(PackageRole role) {
    return ModelPackageRef.newBuilder()
        .setRole(role)
        .setId("heads")
        .setVersion("1")
        .setSha256("aa")
        .setTraining(Training.UNTRAINED)
        .setExecutionProvider("cpu")
        .build();
  }
}
