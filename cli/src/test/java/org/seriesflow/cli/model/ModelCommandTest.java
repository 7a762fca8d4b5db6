package org.seriesflow.cli.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.cli.CommandRun;
import org.seriesflow.cli.ProjectFolder;
import org.seriesflow.cli.model.VerificationReport.Outcome;
import org.seriesflow.cli.phantom.Phantoms;
import org.seriesflow.cli.phantom.StandInPhantoms;
import org.seriesflow.inference.ExecutionSettings;

class ModelCommandTest {
  @TempDir static Path folder;
  private static Phantoms phantoms;

  @BeforeAll
  static void makePhantoms() throws IOException {
    phantoms = Phantoms.of(StandInPhantoms.write(folder.resolve("phantoms")));
  }

  private static VerificationReport verify(Path modelPackage, Optional<Path> roi) {
    var options =
        new PackageVerification.Options(roi, phantoms::smallest, ExecutionSettings.cpu(), 2);
    return new PackageVerification(modelPackage, options, line -> {}).verify();
  }

  private static Path shipped(String name) {
    return ProjectFolder.modelPackage(name);
  }

  /** A copy of tiny-roi in which the manifest reads otherwise. */
  private static Path spoilt(String name, String found, String replacement) throws IOException {
    var copy = Files.createDirectory(folder.resolve(name));
    try (var files = Files.list(shipped("tiny-roi"))) {
      for (var file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName().toString()));
      }
    }
    var manifest = Files.readString(copy.resolve("manifest.yaml"));
    assertTrue(manifest.contains(found), found);
    Files.writeString(copy.resolve("manifest.yaml"), manifest.replace(found, replacement));
    return copy;
  }

  private static String outcomes(VerificationReport report) {
    return report.checks().stream()
        .map(check -> check.check() + " " + check.outcome())
        .collect(Collectors.joining(", "));
  }

  private static VerificationReport.Check failed(VerificationReport report) {
    return report.checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldRunAndTimeARegionPackageOnThePhantom() {
    var report = verify(shipped("tiny-roi"), Optional.empty());
    assertTrue(report.passed(), report.checks().toString());
    assertEquals(
        "manifest PASSED, files and digests PASSED, operators PASSED, tensors PASSED,"
            + " smoke run PASSED, timing PASSED",
        outcomes(report));
    assertTrue(report.checks().get(4).detail().contains("SYNTHETIC"), report.toString());
    var timing = report.timing();
    assertEquals(2, timing.runs());
    assertTrue(timing.seriesMillis() > 0, timing.toString());
    assertTrue(timing.outsideNetworkShare() > 0 && timing.outsideNetworkShare() < 1);
    assertEquals("segmenter", timing.networks().getFirst().network());
    assertTrue(timing.networks().getFirst().passMillis() < timing.seriesMillis());
  }

  @Test
  void shouldGiveAClassifierTheWholeVolumeAsItsBox() {
    var report = verify(shipped("tiny-classifier"), Optional.empty());
    assertTrue(report.passed(), report.checks().toString());
    var smoke = report.checks().get(4).detail();
    assertTrue(smoke.contains("box [0,0,0]..[32,64,64) (all of it)"), smoke);
    assertTrue(smoke.contains("presence: highest aneurysm-present 0."), smoke);
    assertEquals(8, report.timing().networks().getFirst().passesPerSeries());
  }

  @Test
  void shouldGiveAClassifierTheBoxOfTheRegionPackageThatIsNamed() {
    var report = verify(shipped("tiny-classifier"), Optional.of(shipped("tiny-roi")));
    assertTrue(report.passed(), report.checks().toString());
    var smoke = report.checks().get(4).detail();
    assertTrue(smoke.contains(" by tiny-roi: "), smoke);
  }

  @Test
  void shouldNameTheFieldAndTheLineWhereATensorHasAnotherShape() throws Exception {
    var copy = spoilt("shape", "shape: [any, 2, 32, 32]", "shape: [4, 2, 32, 32]");
    var report = verify(copy, Optional.empty());
    assertEquals(
        "manifest PASSED, files and digests PASSED, operators PASSED, tensors FAILED,"
            + " smoke run NOT_RUN, timing NOT_RUN",
        outcomes(report));
    var check = failed(report);
    assertEquals(copy.resolve("manifest.yaml").toString(), check.file());
    assertTrue(check.field().contains("segmenter"), check.toString());
    assertTrue(check.line() > 0, check.toString());
    assertTrue(check.detail().contains("[4, 2, 32, 32]"), check.detail());
  }

  @Test
  void shouldFailTheDigestsWhereANetworkWasChanged() throws Exception {
    var copy = spoilt("digest", "version: 0.1.0", "version: 0.1.1");
    Files.write(copy.resolve("roi.onnx"), new byte[] {1, 2, 3});
    var check = failed(verify(copy, Optional.empty()));
    assertEquals("files and digests", check.check());
    assertTrue(check.detail().contains("roi.onnx has the SHA-256"), check.detail());
  }

  @Test
  void shouldEndWithOneAndNameTheCheckAndTheField() throws Exception {
    var copy = spoilt("task", "task: region-of-interest", "task: guessing");
    var run = CommandRun.of("model", "verify", copy.toString());
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("fails the check 'manifest': "), run.err());
    assertTrue(run.err().contains("task"), run.err());
    assertTrue(run.out().contains("FAILED  manifest: "), run.out());
    assertTrue(run.out().contains("not run timing: "), run.out());
  }

  @Test
  void shouldWriteTheFailureAsADocumentToo() throws Exception {
    var copy = spoilt("licence", "licence: Apache-2.0", "licence: [Apache-2.0]");
    var run = CommandRun.of("model", "verify", "--json", copy.toString());
    assertEquals(1, run.exitCode());
    var document = run.json();
    assertEquals("FAILED", document.at("/checks/0/outcome").asText(), run.out());
    assertEquals("licence", document.at("/checks/0/field").asText(), run.out());
    assertTrue(document.get("timing").isNull());
  }

  @Test
  void shouldSayThatThereIsNoSuchPackage() {
    var run = CommandRun.of("model", "verify", "does-not-exist");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().startsWith("seriesflow: there is no model package does-not-exist"));
  }

  @Test
  void shouldHeadTheCardByTheFactsOfTheManifest() {
    var run = CommandRun.of("model", "card", "tiny-classifier");
    assertEquals(0, run.exitCode(), run.err());
    var lines = run.out().lines().toList();
    assertEquals("package       tiny-classifier 0.1.0", lines.getFirst());
    for (var fact :
        List.of(
            "training      untrained",
            "licence       Apache-2.0",
            "task          classification")) {
      assertTrue(lines.contains(fact), run.out());
    }
    assertTrue(run.out().contains("SCT 17232002 Middle Cerebral Artery"), run.out());
    assertTrue(run.out().contains("float32 [1,1,32,32,32]"), run.out());
    assertTrue(run.out().contains("classifier.onnx "), run.out());
    assertTrue(run.out().contains("UNTRAINED NETWORKS"), run.out());
  }

  @Test
  void shouldGiveTheFactsAndTheCardAsADocument() throws Exception {
    var document = CommandRun.of("model", "card", "tiny-classifier", "--json").json();
    var card = Files.readString(shipped("tiny-classifier").resolve("MODEL_CARD.md"));
    assertEquals(card, document.get("card").asText());
    assertEquals(18, document.get("labels").size());
    assertEquals("left", document.at("/labels/0/laterality").asText());
    assertEquals(0, document.at("/labels/0/codes").size());
    assertEquals(
        Files.size(shipped("tiny-classifier").resolve("classifier.onnx")),
        document.at("/files/2/bytes").asLong());
  }

  @Test
  void shouldRefuseToShowACardWhoseNetworkWasChanged() throws Exception {
    var copy = spoilt("card", "version: 0.1.0", "version: 0.1.2");
    Files.write(copy.resolve("roi.onnx"), new byte[] {1});
    var run = CommandRun.of("model", "card", copy.toString());
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("has the SHA-256"), run.err());
  }
}
