package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.seriesflow.imaging.Vector3;

class SyntheticSeriesTest {
  @TempDir Path folder;

  private static SyntheticSpec small(SyntheticSpec.Modality modality, SyntheticSpec.Plane plane) {
    return new SyntheticSpec(7, modality, plane, true, 64, 40, 3.4, 5);
  }

  private static List<SourceInstance> sources(List<Path> files) throws IOException {
    var sources = new java.util.ArrayList<SourceInstance>();
    for (var file : files) {
      sources.add(new SourceInstance(file, DicomFiles.readUids(file).sopInstanceUid()));
    }
    return sources;
  }

  private Normalised normalised(SyntheticSpec spec) throws Exception {
    var files = SyntheticSeries.write(folder, spec);
    return assertInstanceOf(Normalised.class, SeriesNormaliser.normalise(sources(files)));
  }

  @ParameterizedTest
  @EnumSource
  void shouldNormaliseEachPlaneToTheSameSideOfThePatient(SyntheticSpec.Plane plane)
      throws Exception {
    try (var volume = normalised(small(SyntheticSpec.Modality.CTA, plane)).volume()) {
      // Bone stands at the left, posterior and superior inner rims, whichever way it was sliced.
      var geometry = volume.geometry();
      for (var bone : List.of(new Vector3(69, 0, 0), new Vector3(0, 87, 0))) {
        var index = geometry.toIndex(bone);
        var value =
            volume.valueAt(
                (int) Math.round(index[0]), (int) Math.round(index[1]), (int) Math.round(index[2]));
        assertTrue(value > 500, "at " + bone + " stands " + value + " HU");
      }
      assertTrue(geometry.stepX().x() > 0, "x runs to the left: " + geometry.stepX());
      assertTrue(geometry.stepY().y() > 0, "y runs to the back: " + geometry.stepY());
      assertTrue(geometry.stepZ().z() > 0, "z runs upwards: " + geometry.stepZ());
    }
  }

  @Test
  void shouldGiveTheSameBytesForTheSameSpecification() throws Exception {
    var spec = small(SyntheticSpec.Modality.MRA, SyntheticSpec.Plane.OBLIQUE_AXIAL);
    var first = SyntheticSeries.write(folder.resolve("a"), spec);
    var second = SyntheticSeries.write(folder.resolve("b"), spec);
    for (var i = 0; i < first.size(); i++) {
      assertArrayEquals(Files.readAllBytes(first.get(i)), Files.readAllBytes(second.get(i)));
    }
  }

  @Test
  void shouldSayThatItIsSyntheticAndWhatItShows() throws Exception {
    var spec = small(SyntheticSpec.Modality.CTA, SyntheticSpec.Plane.AXIAL);
    var normalised = normalised(spec);
    normalised.volume().close();
    var attributes = normalised.attributes();
    assertEquals(Optional.of("SYNTHETIC CTA HEAD"), attributes.seriesDescription());
    assertEquals(Optional.of("CT"), attributes.modality());
    assertEquals(Optional.of("HEAD"), attributes.bodyPartExamined());
    assertTrue(attributes.contrastBolusAgent().isPresent(), "contrast agent is named");
    assertTrue(attributes.imageType().contains("SYNTHETIC"), attributes.imageType().toString());
  }
}
