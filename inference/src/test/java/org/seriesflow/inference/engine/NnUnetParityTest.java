package org.seriesflow.inference.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.seriesflow.imaging.Nifti;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.operator.IntensityMap;
import org.seriesflow.inference.ExecutionSettings;
import org.seriesflow.inference.Input;
import org.seriesflow.inference.ModelPackage;
import org.seriesflow.inference.Output;
import org.seriesflow.inference.PassGate;
import org.seriesflow.inference.Pipeline;
import org.seriesflow.inference.ProgressObserver;
import org.seriesflow.inference.dataflow.Reference;
import org.seriesflow.yaml.Source;

/**
 * Exported packages against nnU-Net's own reader, preprocessor and predictor, whose results
 * model-tools wrote beside each package. The weights are random.
 */
final class NnUnetParityTest {
  /** nnU-Net takes its statistics in float32. */
  private static final float TOLERANCE = 1e-4f;

  private static Path folder(String name) {
    return Path.of(System.getProperty("seriesflow.root"))
        .resolve("inference/src/test/resources/nnunet")
        .resolve(name);
  }

  private static float[] values(Volume volume) {
    var shape = volume.shape();
    var values = new float[Math.toIntExact(shape.voxels())];
    for (int i = 0; i < values.length; i++) {
      int inSlice = i % (shape.y() * shape.x());
      values[i] =
          (float)
              volume.valueAt(i / (shape.y() * shape.x()), inSlice / shape.x(), inSlice % shape.x());
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(strings = {"2d-masked-ras", "3d-anisotropic-ct", "3d-plain-turned"})
  void shouldGiveTheNetworkWhatNnUnetsPreprocessorGivesIt(String name) throws IOException {
    var manifest = ModelPackage.load(folder(name)).manifest();
    try (var volume = Nifti.map(folder(name).resolve("volume.nii"));
        var expected = Nifti.map(folder(name).resolve("preprocessed.nii"))) {
      var view =
          new Value.VolumeView(volume, VoxelBox.full(volume.shape()), IntensityMap.IDENTITY, false);
      var run = new PipelineRun(manifest, Map.of(), 1, ProgressObserver.none(), PassGate.open());
      var inputs = Map.<String, Value>of("volume", view);
      try (var frame = new Frame(run, manifest.steps(), inputs, Map.of())) {
        var here = new Source(folder(name), 0, "");
        var map = (Value.MapImage) frame.value(Reference.parse("grid.image", here));
        var shape = expected.shape();
        assertArrayEquals(new int[] {shape.z(), shape.y(), shape.x()}, map.size());
        assertArrayEquals(values(expected), map.tensor().toArray(), TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2d-masked-ras", "3d-anisotropic-ct", "3d-plain-turned"})
  void shouldGiveTheMaskThatNnUnetsPredictorGives(String name) throws IOException {
    try (var pipeline = Pipeline.open(ModelPackage.load(folder(name)), ExecutionSettings.cpu());
        var volume = Nifti.map(folder(name).resolve("volume.nii"));
        var expected = Nifti.map(folder(name).resolve("mask.nii"));
        var unsure = Nifti.map(folder(name).resolve("unsure.nii"));
        var result = pipeline.run(Map.of("volume", new Input.OfVolume(volume)))) {
      if (!(result.outputs().get("mask") instanceof Output.OfMask(var mask))) {
        throw new AssertionError("no mask: " + result);
      }
      var shape = volume.shape();
      assertArrayEquals(new int[] {shape.z(), shape.y(), shape.x()}, mask.shape());
      var found = mask.toArray();
      var wanted = values(expected);
      // Where two labels tie to a thousandth of a logit, rounding may decide.
      var tied = values(unsure);
      int ties = 0;
      for (int i = 0; i < wanted.length; i++) {
        if (tied[i] == 0) {
          assertEquals(wanted[i], found[i], "voxel " + i);
        } else {
          ties++;
        }
      }
      assertTrue(ties < wanted.length / 500, ties + " voxels are tied");
    }
  }
}
