package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.VoxelType;

class EnhancedSeriesTest {
  @TempDir Path folder;

  private EnhancedSeries frames(int count) {
    return new EnhancedSeries(folder, count);
  }

  private static List<VolumePlan> volumes(EnhancedSeries series) throws Exception {
    return assertInstanceOf(VolumePlans.class, series.plan()).volumes();
  }

  private static Attributes item(Attributes groups, int tag) {
    return EnhancedSeries.item(groups, tag);
  }

  @Test
  void shouldStackFramesByTheirPlanesWhateverTheirOrder() throws Exception {
    var upsideDown =
        frames(4).eachFrame((f, groups) -> EnhancedSeries.place(groups, 10, 20, 30 - 2.0 * f));
    var result = volumes(upsideDown).getFirst().build();
    try (var volume = result.volume()) {
      assertEquals(new Shape(4, 2, 3), volume.shape());
      assertEquals(new Vector3(10, 20, 24), volume.geometry().origin());
      assertEquals(new Vector3(0, 0, 2), volume.geometry().stepZ());
      assertEquals(312, volume.valueAt(0, 1, 2));
      assertEquals(4, result.slices().getFirst().frame());
      assertEquals(Optional.empty(), result.dimension());
      assertFalse(result.geometryEstimated());
    }
  }

  @Test
  void shouldTakeAPerFrameItemBeforeTheSharedOne() throws Exception {
    var measured =
        frames(3)
            .eachFrame(
                (f, groups) ->
                    item(groups, Tag.PixelMeasuresSequence)
                        .setDouble(Tag.PixelSpacing, VR.DS, 4, 1.5));
    try (var volume = volumes(measured).getFirst().build().volume()) {
      assertEquals(new Vector3(1.5, 0, 0), volume.geometry().stepX());
      assertEquals(new Vector3(0, 4, 0), volume.geometry().stepY());
    }
  }

  @Test
  void shouldRescaleEachFrameByItsOwnTransformation() throws Exception {
    var rescaled =
        frames(3)
            .eachFrame(
                (f, groups) -> {
                  var rescale = item(groups, Tag.PixelValueTransformationSequence);
                  rescale.setDouble(Tag.RescaleSlope, VR.DS, f + 1);
                  rescale.setDouble(Tag.RescaleIntercept, VR.DS, -1);
                });
    try (var volume = volumes(rescaled).getFirst().build().volume()) {
      assertEquals(VoxelType.FLOAT32, volume.type());
      assertEquals(212 * 3 - 1, volume.valueAt(2, 1, 2));
    }
  }

  @Test
  void shouldMakeAVolumeOfEachTemporalPosition() throws Exception {
    // Three places, two moments; the frames take turns.
    var dynamic =
        frames(6)
            .eachFrame(
                (f, groups) -> {
                  EnhancedSeries.place(groups, 10, 20, f / 2);
                  item(groups, Tag.FrameContentSequence)
                      .setInt(Tag.TemporalPositionIndex, VR.UL, 2 - f % 2);
                });
    var volumes = volumes(dynamic);
    assertEquals(2, volumes.size());
    for (var index = 0; index < 2; index++) {
      var result = volumes.get(index).build();
      try (var volume = result.volume()) {
        assertEquals(Optional.of("TemporalPosition"), result.dimension());
        assertEquals(index, result.index());
        assertEquals(new Shape(3, 2, 3), volume.shape());
        // Moment 1 holds frames 1, 3, 5 (from 0), moment 2 holds 0, 2, 4.
        assertEquals(100 * (5 - index) + 12, volume.valueAt(2, 1, 2));
      }
    }
  }

  @Test
  void shouldMakeAVolumeOfEachEcho() throws Exception {
    var echoes =
        frames(6)
            .eachFrame(
                (f, groups) -> {
                  EnhancedSeries.place(groups, 10, 20, f % 3);
                  item(groups, Tag.MREchoSequence)
                      .setDouble(Tag.EffectiveEchoTime, VR.FD, f < 3 ? 40 : 9.5);
                });
    var results = volumes(echoes);
    assertEquals(2, results.size());
    var first = results.getFirst().build();
    try (var volume = first.volume()) {
      // 9.5 ms comes before 40 ms: by number, not by text.
      assertEquals(300, volume.valueAt(0, 0, 0));
      assertEquals(Optional.of("EchoTime"), first.dimension());
    }
  }

  @Test
  void shouldMakeAVolumeOfEachComponent() throws Exception {
    var complex =
        frames(6)
            .eachFrame(
                (f, groups) -> {
                  EnhancedSeries.place(groups, 10, 20, f % 3);
                  item(groups, Tag.MRImageFrameTypeSequence)
                      .setString(Tag.ComplexImageComponent, VR.CS, f < 3 ? "MAGNITUDE" : "PHASE");
                });
    var results = volumes(complex);
    assertEquals(2, results.size());
    var first = results.getFirst().build();
    first.volume().close();
    assertEquals(Optional.of("ComplexImageComponent"), first.dimension());
  }

  @Test
  void shouldMakeAVolumeOfEachStackWhereverItLies() throws Exception {
    var stacks =
        frames(6)
            .eachFrame(
                (f, groups) -> {
                  item(groups, Tag.FrameContentSequence)
                      .setString(Tag.StackID, VR.SH, f < 3 ? "1" : "2");
                  if (f >= 3) {
                    item(groups, Tag.PlaneOrientationSequence)
                        .setDouble(Tag.ImageOrientationPatient, VR.DS, 0, 1, 0, 0, 0, -1);
                    EnhancedSeries.place(groups, 5.0 - f, 20, 30);
                  }
                });
    var volumes = volumes(stacks);
    assertEquals(2, volumes.size());
    var second = volumes.getLast().build();
    try (var volume = second.volume()) {
      assertEquals(Optional.of("StackID"), second.dimension());
      assertEquals(new Shape(2, 3, 3), volume.shape());
    }
  }

  @Test
  void shouldFallBackToTheDimensionIndicesThatDoNotPlaceFrames() throws Exception {
    var indexed =
        frames(6)
            .eachFrame(
                (f, groups) -> {
                  EnhancedSeries.place(groups, 10, 20, f % 3);
                  item(groups, Tag.FrameContentSequence)
                      .setInt(Tag.DimensionIndexValues, VR.UL, f % 3 + 1, f / 3 + 1);
                })
            .whole(
                dataset -> {
                  var dimensions = dataset.newSequence(Tag.DimensionIndexSequence, 2);
                  for (var pointer : List.of(Tag.ImagePositionPatient, Tag.FlipAngle)) {
                    var item = new Attributes();
                    item.setInt(Tag.DimensionIndexPointer, VR.AT, pointer);
                    dimensions.add(item);
                  }
                });
    var results = volumes(indexed);
    assertEquals(2, results.size());
    var first = results.getFirst().build();
    first.volume().close();
    assertEquals(Optional.of("DimensionIndexValues"), first.dimension());
  }

  @Test
  void shouldCombineDimensionsWhereOneDoesNotSuffice() throws Exception {
    var both =
        frames(12)
            .eachFrame(
                (f, groups) -> {
                  EnhancedSeries.place(groups, 10, 20, f % 3);
                  item(groups, Tag.FrameContentSequence)
                      .setInt(Tag.TemporalPositionIndex, VR.UL, f / 6);
                  item(groups, Tag.MREchoSequence)
                      .setDouble(Tag.EffectiveEchoTime, VR.FD, f / 3 % 2 * 10 + 10);
                });
    var results = volumes(both);
    assertEquals(4, results.size());
    for (var index : IntStream.range(0, 4).toArray()) {
      var result = results.get(index).build();
      try (var volume = result.volume()) {
        assertEquals(Optional.of("TemporalPosition+EchoTime"), result.dimension());
        assertEquals(300 * index, volume.valueAt(0, 0, 0));
      }
    }
  }

  @Test
  void shouldEstimateWhereFramesAreThatNothingPlaces() throws Exception {
    var placeless =
        frames(50)
            .eachFrame((f, groups) -> groups.remove(Tag.PlanePositionSequence))
            .whole(dataset -> dataset.remove(Tag.SharedFunctionalGroupsSequence));
    var result = volumes(placeless).getFirst().build();
    try (var volume = result.volume()) {
      assertTrue(result.geometryEstimated());
      assertEquals("GEOMETRY_ESTIMATED", result.repairs().getFirst().code());
      // The size table: more than 45 voxels are 3 mm apart, fewer 5 mm.
      assertEquals(3, volume.geometry().stepZ().z(), 1e-12);
      assertEquals(new Vector3(5, 0, 0), volume.geometry().stepX());
      assertEquals(4912, volume.valueAt(49, 1, 2));
    }
  }

  @Test
  void shouldRefuseFramesThatNothingPlacesInOtherModalities() throws Exception {
    var cine =
        frames(4)
            .whole(
                dataset -> {
                  dataset.remove(Tag.SharedFunctionalGroupsSequence);
                  dataset.remove(Tag.PerFrameFunctionalGroupsSequence);
                  dataset.setString(Tag.Modality, VR.CS, "XA");
                });
    var refusal = assertInstanceOf(NotAVolume.class, cine.plan());
    assertEquals("MULTIFRAME_NOT_HANDLED", refusal.reasonCode());
  }

  @Test
  void shouldRefuseFramesOfWhichSomeHaveNoPlace() throws Exception {
    var holes =
        frames(4)
            .eachFrame(
                (f, groups) -> {
                  if (f == 2) {
                    groups.remove(Tag.PlanePositionSequence);
                  }
                });
    var refusal = assertInstanceOf(NotAVolume.class, holes.plan());
    assertEquals("MISSING_GEOMETRY", refusal.reasonCode());
    assertTrue(refusal.reason().contains("frame 3"), refusal.reason());
  }
}
