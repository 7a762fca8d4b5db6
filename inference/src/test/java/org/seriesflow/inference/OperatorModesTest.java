package org.seriesflow.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelType;
import org.seriesflow.yaml.RefusedFileException;

/** Modes around a network that changes nothing, on 4×4×4 voxels that hold their own number. */
final class OperatorModesTest {
  private static final String NET =
      "{id: net, operator: onnx, model: identity, inputs: {image: image}, outputs: [logits]}";

  @TempDir Path folder;

  private static Volume numbered() {
    var geometry =
        VolumeGeometry.axisAligned(new Shape(4, 4, 4), new Vector3(0, 0, 0), new Spacing(1, 1, 1));
    var volume = Volume.allocate(geometry, VoxelType.INT16);
    for (int i = 0; i < 64; i++) {
      volume.setStored(i / 16, i / 4 % 4, i % 4, i);
    }
    return volume;
  }

  private void write(String section, String step) throws IOException {
    var source = ReferencePackages.folder("identity");
    for (var file : new String[] {"identity.onnx", "MODEL_CARD.md"}) {
      Files.copy(source.resolve(file), folder.resolve(file));
    }
    var text = Files.readString(source.resolve("manifest.yaml"));
    int from = text.indexOf("  # " + section);
    int to = text.indexOf("  # END " + section);
    Files.writeString(
        folder.resolve("manifest.yaml"), text.substring(0, from) + step + text.substring(to));
  }

  private void assertMask(IntPredicate marked) {
    try (var pipeline = Pipeline.open(ModelPackage.load(folder), ExecutionSettings.cpu());
        var volume = numbered();
        var result = pipeline.run(Map.of("volume", new Input.OfVolume(volume)))) {
      if (!(result.outputs().get("mask") instanceof Output.OfMask(var mask))) {
        throw new AssertionError("no mask: " + result);
      }
      var values = mask.toArray();
      assertEquals(64, values.length);
      for (int i = 0; i < values.length; i++) {
        assertEquals(marked.test(i) ? 1f : 0f, values[i], "voxel " + i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "weights: uniform",
        "weights: overwrite",
        "weights: edge-discard, fraction: 0.25",
        "weights: shifted-grids, shifts: [0.0, 0.5]",
        "weights: gaussian, sigma: 0.25, truncate: 4.0, peak: 10.0"
      })
  void shouldPutWindowsTogetherAgain(String blending) throws IOException {
    write(
        "NETWORK",
        """
          - id: middle
            operator: tile
            inputs: {image: grid.image}
            window: [3, 3, 3]
            step: 0.5
            blending: {%s}
            batch: 3
            body:
              steps: [%s]
              outputs: {logits: net.logits}
        """
            .formatted(blending, NET));
    assertMask(i -> i >= 32);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{flip: [x, z]}",
        "{flip: [], quarterTurns: 1}",
        "{flip: [y], quarterTurns: 3}",
        "{flip: [], transpose: true}",
        "{flip: [x], quarterTurns: 2, transpose: true}"
      })
  void shouldUndoATransformInSpace(String transform) throws IOException {
    write(
        "NETWORK",
        """
          - id: rounds
            operator: tta
            mode: flips
            inputs: {image: grid.image}
            transforms: [{flip: []}, %s]
            inverse: {logits: {kind: spatial}}
            body:
              steps: [%s]
              outputs: {logits: net.logits}
          - {id: merged, operator: reduce, mode: mean, inputs: {values: rounds.logits}}
          - id: middle
            operator: tta
            mode: multi-axis
            inputs: {logits: merged.values}
            axes: [z, y, x]
            body:
              steps:
                - {id: same, operator: crop, mode: mirror, inputs: {image: logits}, axes: []}
              outputs: {logits: same.image}
        """
            .formatted(transform, NET));
    assertMask(i -> i >= 32);
  }

  @Test
  void shouldSeeThePatientFromTheOtherSideInRas() throws IOException {
    write(
        "BEFORE",
        """
          - {id: ras, operator: reorient, mode: signed-permutation, inputs: {volume: start.volume}, to: RAS}
          - {id: before, operator: intensity, mode: scale, inputs: {image: ras.volume}, factor: 1.0, offset: -31.5}
        """);
    // Only x and y turn round, so what is superior stays so.
    assertMask(i -> i >= 32);
  }

  @Test
  void shouldTurnXAndYRoundForRas() throws IOException {
    write(
        "BEFORE",
        """
          - {id: ras, operator: reorient, mode: signed-permutation, inputs: {volume: start.volume}, to: RAS}
          - {id: before, operator: intensity, mode: scale, inputs: {image: ras.volume}, factor: 1.0, offset: -62.5}
        """);
    // Voxel 63, the last of the last slice, becomes the first of it.
    assertMask(i -> i == 48);
  }

  @Test
  void shouldBringPercentilesToZeroAndOne() throws IOException {
    write(
        "BEFORE",
        """
          - {id: cut, operator: intensity, mode: percentile, inputs: {image: start.volume}, low: 0, high: 50, floor: 1.0e-6}
          - {id: before, operator: intensity, mode: scale, inputs: {image: cut.image}, factor: 1.0, offset: -0.999}
        """);
    // The median of 0..63 is 31.5: from 32 on all is 1.
    assertMask(i -> i >= 32);
  }

  private static final String SPLINE =
      """
        - {id: sharp, operator: resample, mode: to-shape, inputs: {image: start.volume}, shape: [4, 4, 4], interpolation: cubic-separate-z, %salignCorners: false, antialias: false}
        - {id: before, operator: intensity, mode: scale, inputs: {image: sharp.image}, factor: 1.0, offset: -31.5}
      """;

  @Test
  void shouldLeaveVoxelsAsTheyAreWhereASplineMeetsThem() throws IOException {
    write("BEFORE", SPLINE.formatted("anisotropyAbove: 3.0, "));
    assertMask(i -> i >= 32);
  }

  @Test
  void shouldRefuseASplineThatDoesNotSayFromWhatOnSlicesStayApart() throws IOException {
    write("BEFORE", SPLINE.formatted(""));
    var refusal = assertThrows(RefusedFileException.class, () -> ModelPackage.load(folder));
    assertTrue(refusal.getMessage().contains("anisotropyAbove"), refusal.getMessage());
  }

  @Test
  void shouldComeBackFromTheAxesOfTraining() throws IOException {
    write(
        "BEFORE",
        """
          - {id: turned, operator: reorient, mode: signed-permutation, inputs: {volume: start.volume}, to: PSR}
          - {id: values, operator: intensity, mode: scale, inputs: {image: turned.volume}, factor: 1.0, offset: -62.5}
          - {id: sharp, operator: resample, mode: to-spacing, inputs: {image: values.image}, spacingMm: [same, same, 1.0], interpolation: cubic, alignCorners: false, antialias: false}
          - {id: before, operator: reorient, mode: axes, inputs: {image: sharp.image}, from: PSR, to: LPS}
        """);
    assertMask(i -> i == 63);
  }

  private void assertRefused(String step, String... words) throws IOException {
    write("BEFORE", step);
    var refusal = assertThrows(RefusedFileException.class, () -> ModelPackage.load(folder));
    for (var word : words) {
      assertTrue(refusal.getMessage().contains(word), refusal.getMessage());
    }
  }

  @Test
  void shouldRefuseAxesThatAreNone() throws IOException {
    assertRefused(
        "  - {id: before, operator: reorient, mode: signed-permutation, inputs: {volume: start.volume}, to: LRS}\n",
        "steps[before].to",
        "'LRS'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kept", "0", "-1.5", "Infinity"})
  void shouldRefuseASpacingThatIsNone(String mm) throws IOException {
    assertRefused(
        "  - {id: before, operator: resample, mode: to-spacing, inputs: {image: start.volume}, spacingMm: [%s, 1, 1], interpolation: linear, alignCorners: false, antialias: false}\n"
            .formatted(mm),
        "spacingMm",
        mm,
        "'same'");
  }

  @Test
  void shouldRefuseAVolumeWhereAMapIsTurned() throws IOException {
    assertRefused(
        "  - {id: before, operator: reorient, mode: axes, inputs: {image: start.volume}, from: LPS, to: RAS}\n",
        "start.volume",
        "map is needed");
  }
}
