package org.seriesflow.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.VoxelType;

/** Packages that take all volumes of a series and say in their steps how one result is made. */
final class SeveralVolumesTest {
  private static final double ROUNDING = 1e-6;

  @TempDir Path folder;

  /** 4×4×4, of one value. */
  private static Volume filled(int value) {
    var geometry =
        VolumeGeometry.axisAligned(new Shape(4, 4, 4), new Vector3(0, 0, 0), new Spacing(1, 1, 1));
    var volume = Volume.allocate(geometry, VoxelType.INT16);
    for (int i = 0; i < 64; i++) {
      volume.setStored(i / 16, i / 4 % 4, i % 4, value);
    }
    return volume;
  }

  private ModelPackage reducing(String mode) throws IOException {
    var source = ReferencePackages.folder("several-means");
    for (var file : List.of("manifest.yaml", "MODEL_CARD.md")) {
      var text = Files.readString(source.resolve(file));
      Files.writeString(folder.resolve(file), text.replace("mode: max", "mode: " + mode));
    }
    Files.copy(
        ReferencePackages.folder("sided-means").resolve("halves.onnx"),
        folder.resolve("halves.onnx"));
    return ModelPackage.load(folder);
  }

  private double score(String mode, int... values) throws IOException {
    var volumes = Arrays.stream(values).mapToObj(SeveralVolumesTest::filled).toList();
    try (var pipeline = Pipeline.open(reducing(mode), ExecutionSettings.cpu())) {
      var regions =
          new Regions(
              volumes.stream().map(Input.OfVolume::new).toList(),
              volumes.stream().map(volume -> VoxelBox.full(volume.shape())).toList());
      var classifier = new Classifier(pipeline);
      assertTrue(classifier.takesSeveral());
      return classifier.classify(regions, ProgressObserver.none()).scores().getFirst().logit();
    } finally {
      volumes.forEach(Volume::close);
    }
  }

  @Test
  void shouldTakeTheHighestOfAllVolumes() throws IOException {
    assertEquals(5, score("max", 2, 5, 3), ROUNDING);
  }

  @Test
  void shouldTakeTheMeanOfAllVolumes() throws IOException {
    assertEquals(10 / 3.0, score("mean", 2, 5, 3), ROUNDING);
  }

  @Test
  void shouldTakeOneVolumeAsAListOfOne() throws IOException {
    assertEquals(4, score("max", 4), ROUNDING);
  }

  @Test
  void shouldRefuseSeveralVolumesForAPackageThatTakesOne() {
    try (var pipeline = ReferencePackages.open("sided-means");
        var one = filled(1);
        var other = filled(2)) {
      var classifier = new Classifier(pipeline);
      assertFalse(classifier.takesSeveral());
      var full = VoxelBox.full(one.shape());
      var regions =
          new Regions(
              List.of(new Input.OfVolume(one), new Input.OfVolume(other)), List.of(full, full));
      assertThrows(
          IllegalArgumentException.class,
          () -> classifier.classify(regions, ProgressObserver.none()));
    }
  }

  @Test
  void shouldFindARegionInEachVolume() {
    try (var pipeline = ReferencePackages.open("several-regions");
        var one = filled(0);
        var other = filled(0)) {
      one.setStored(1, 2, 3, 9);
      other.setStored(0, 1, 2, 9);
      var finding =
          new RoiLocator(pipeline)
              .locate(
                  List.of(new Input.OfVolume(one), new Input.OfVolume(other)),
                  ProgressObserver.none());
      assertEquals(
          List.of(new VoxelBox(1, 2, 3, 2, 3, 4), new VoxelBox(0, 1, 2, 1, 2, 3)), finding.boxes());
    }
  }

  @Test
  void shouldGiveNoRegionsWhereThatOfOneVolumeIsMissing() {
    try (var pipeline = ReferencePackages.open("several-regions");
        var one = filled(1);
        var empty = filled(0)) {
      var locator = new RoiLocator(pipeline);
      var volumes = List.of(new Input.OfVolume(one), new Input.OfVolume(empty));
      var failure =
          assertThrows(
              NoSuchElementException.class, () -> locator.locate(volumes, ProgressObserver.none()));
      assertTrue(failure.getMessage().contains("1 regions for 2 volumes"), failure.getMessage());
    }
  }

  @Test
  void shouldNameTheInputThatIsMissing() throws IOException {
    try (var pipeline = Pipeline.open(reducing("max"), ExecutionSettings.cpu())) {
      var failure = assertThrows(IllegalArgumentException.class, () -> pipeline.run(Map.of()));
      assertTrue(failure.getMessage().contains("'volumes'"), failure.getMessage());
    }
  }
}
