package org.seriesflow.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.seriesflow.yaml.RefusedFileException;

/** Each test spoils one thing of a good package, and the refusal must name file, line and thing. */
final class PackageRefusalTest {
  @TempDir Path folder;
  private Path manifest;

  @BeforeEach
  void copyAGoodPackage() throws IOException {
    var source = ReferencePackages.folder("sided-means");
    for (var file : new String[] {"manifest.yaml", "halves.onnx", "MODEL_CARD.md"}) {
      Files.copy(source.resolve(file), folder.resolve(file));
    }
    manifest = folder.resolve("manifest.yaml");
  }

  /** Changes the first place that has those words; returns its line. */
  private int spoil(String from, String to) throws IOException {
    var text = Files.readString(manifest);
    int at = text.indexOf(from);
    assertTrue(at >= 0, "the test wants to change what is not there: " + from);
    Files.writeString(manifest, text.substring(0, at) + to + text.substring(at + from.length()));
    return 1 + (int) text.chars().limit(at).filter(c -> c == '\n').count();
  }

  private RefusedFileException refusal() {
    return assertThrows(
        RefusedFileException.class,
        () -> Pipeline.open(ModelPackage.load(folder), ExecutionSettings.cpu()).close());
  }

  private void assertRefused(int line, String words) {
    var refusal = refusal();
    assertEquals(manifest, refusal.file());
    assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
    assertEquals(line, refusal.line(), refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "alignCorners: true | alignCornres: true | key 'alignCorners' is missing",
        "title: Mean | titel: Mean | 'title' is missing",
        "id: sided-means | id: sided-means, extra: 1 | YAML",
        "shape: [1, 1, 4, 4, 4] | shape: [any, 1, 4, 4, 4] | has the shape",
        "shape: [1, 1, 4, 4, 4] | shape: [1, 1, 4, 4, 5] | for tensor",
        "type: float32, shape: [1, 2] | type: float16, shape: [1, 2] | has the type float32",
        "order: [1, 0] | order: [0, 1] | must exchange the sides",
        "order: [1, 0] | order: [1, 1] | no permutation",
        "{values: mean.values | {values: meen.values | a step that is not here",
        "image: region.image | image: region.picture | has no output 'picture'",
        "box: enough.value | box: volume | a 3D box is needed",
        "from: mean.values | from: probabilities.values | cannot be a logits",
        "operator: reduce | operator: shrink | is no operator",
        "mode: sigmoid | mode: sigmoidal | has the modes",
        "          model: halves | model: thirds | is not declared",
        "outputs: [halves] | outputs: [thirds] | has no output 'thirds'",
        "file: halves.onnx | file: ../halves.onnx | leaves the package",
        "training: synthetic | training: guessed | not one of",
        "manifest: 1 | manifest: 2 | format 1",
        "task: classification | task: segmentation | role mask",
        "laterality: left | laterality: up | not one of",
        "inputs: {value: box} | inputs: {value: box, volume: volume} | no input 'volume'",
        "channels: [intensity] | channels: [intensity, more] | names 2 channels"
      })
  void shouldRefuse(String from, String to, String words) throws IOException {
    spoil(from, to);
    var refusal = refusal();
    assertEquals(manifest, refusal.file());
    assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
    assertTrue(refusal.line() > 0, refusal.getMessage());
  }

  @Test
  void shouldNameTheLineOfAnUnknownKey() throws IOException {
    int line = spoil("    antialias: false\n", "    colour: red\n    antialias: false\n");
    assertRefused(line, "steps[resized].colour");
  }

  @Test
  void shouldNameTheLineOfATensorThatIsNotInTheFile() throws IOException {
    var text = Files.readString(manifest);
    int at = text.indexOf("      image:\n");
    int line = 1 + (int) text.chars().limit(at).filter(c -> c == '\n').count();
    Files.writeString(
        manifest,
        text.replace("      image:\n", "      picture:\n")
            .replace("inputs: {image: image}", "inputs: {picture: image}"));
    assertRefused(line, "no input tensor 'picture'");
  }

  @Test
  void shouldRefuseAFileWithAnotherDigest() throws IOException {
    Files.write(folder.resolve("halves.onnx"), new byte[] {1, 2, 3});
    var refusal = refusal();
    assertTrue(refusal.getMessage().contains("SHA-256"), refusal.getMessage());
    assertTrue(refusal.line() > 0);
  }

  @Test
  void shouldRefuseStepsThatWaitForEachOther() throws IOException {
    spoil("inputs: {image: volume, box: enough.value}", "inputs: {image: resized.image, box: box}");
    assertTrue(refusal().getMessage().contains("wait for each other"), refusal().getMessage());
  }

  @Test
  void shouldRefuseAnOutputThatNothingUses() throws IOException {
    spoil(
        "produces:\n",
        """
          - {id: idle, operator: activate, mode: sigmoid, inputs: {values: mean.values}}
        produces:
        """);
    var refusal = refusal();
    assertTrue(refusal.getMessage().contains("used by nothing"), refusal.getMessage());
    assertEquals("steps[idle]", refusal.name());
  }

  @Test
  void shouldRefuseYamlAliases() throws IOException {
    spoil("title: Mean", "title: &a Mean");
    spoil("intendedUse: tests of the engine", "intendedUse: *a");
    assertTrue(refusal().getMessage().contains("no aliases"), refusal().getMessage());
  }

  @Test
  void shouldRefuseAPackageWithoutAModelCard() throws IOException {
    Files.delete(folder.resolve("MODEL_CARD.md"));
    assertTrue(refusal().getMessage().contains("MODEL_CARD.md"), refusal().getMessage());
  }

  @Test
  void shouldRefuseAFileThatIsNoNetwork() throws IOException {
    Files.writeString(folder.resolve("halves.onnx"), "not a network\n");
    spoil(
        ModelPackage.load(ReferencePackages.folder("sided-means"))
            .manifest()
            .models()
            .get("halves")
            .sha256(),
        sha256OfNotANetwork());
    assertTrue(refusal().getMessage().contains("does not open"), refusal().getMessage());
  }

  private static String sha256OfNotANetwork() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var bytes = "not a network\n".getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(digest.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldHaveTheSameDigestWhereverItLies() {
    assertEquals(
        ReferencePackages.load("sided-means").digest(), ModelPackage.load(folder).digest());
  }

  @Test
  void shouldHaveAnotherDigestAfterAnyChangeOfTheManifest() throws IOException {
    var before = ModelPackage.load(folder).digest();
    spoil("title: Mean", "title: The mean");
    assertNotEquals(before, ModelPackage.load(folder).digest());
  }
}
