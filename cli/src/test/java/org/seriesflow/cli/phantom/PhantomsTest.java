package org.seriesflow.cli.phantom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.ProjectFolder;
import org.seriesflow.cli.SampleEvents;
import org.seriesflow.cli.input.InputFiles;
import org.seriesflow.cli.input.SeriesFiles;
import org.seriesflow.cli.report.EventResults;
import org.seriesflow.cli.report.Truth;
import org.seriesflow.dicom.Normalised;
import org.seriesflow.dicom.SeriesNormaliser;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.events.PredictionStatus;
import org.seriesflow.imaging.Shape;
import org.seriesflow.inference.ModelPackage;

class PhantomsTest {
  private static final String UID = SyntheticSeries.seriesInstanceUid(StandInPhantoms.WITH);

  @TempDir Path folder;

  private void list(String text) throws IOException {
    Files.writeString(folder.resolve(Phantoms.LIST), text);
  }

  @Test
  void shouldReadEachSeriesWithItsTruth() throws Exception {
    var phantoms = Phantoms.of(StandInPhantoms.write(folder));
    assertEquals(2, phantoms.series().size());
    var with = phantoms.series().getFirst();
    assertEquals(folder.resolve("with.zip"), with.file());
    assertEquals(UID, with.seriesInstanceUid());
    assertEquals("MRA", with.appearance());
    assertEquals(List.of(32, 72, 72), with.shape());
    assertEquals(
        List.of(new Phantom.Aneurysm("left-mca", 6.25, List.of(31.5, -4.0, 12.0))),
        with.aneurysms());
    assertEquals(List.of(), phantoms.series().getLast().aneurysms());
  }

  @Test
  void shouldNameTheSmallestByItsVoxels() throws Exception {
    var smallest = Phantoms.of(StandInPhantoms.write(folder)).smallest();
    assertEquals("without.zip", smallest.file().getFileName().toString());
  }

  @Test
  void shouldPutTheTruthBesideAResultOfItsSeriesAlone() throws Exception {
    var phantoms = Phantoms.of(StandInPhantoms.write(folder));
    var known = EventResults.of(SampleEvents.predicted(UID, 1, PredictionStatus.PREDICTED));
    var unknown = EventResults.of(SampleEvents.predicted("1.2.3", 1, PredictionStatus.PREDICTED));
    var truth = phantoms.truthOf(known).orElseThrow();
    assertEquals(
        List.of(new Truth.Aneurysm("left-mca", 6.25, List.of(31.5, -4.0, 12.0))),
        truth.aneurysms());
    assertTrue(truth.synthetic());
    assertTrue(phantoms.truthOf(unknown).isEmpty());
  }

  @Test
  void shouldSayThatThereAreNone() {
    var failure = assertThrows(CommandFailure.class, () -> Phantoms.of(folder));
    assertEquals(
        "there are no phantoms: " + folder.resolve("phantoms.json") + " does not exist",
        failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"synthetic\":true | \"synthetic\":false | synthetic: must be true",
        "\"synthetic\":true | \"other\":true | synthetic: is missing",
        "\"with.zip\" | \"absent.zip\" | series[0].file: there is no file absent.zip",
        "\"with.zip\" | \"../with.zip\" | series[0].file: there is no file ../with.zip",
        "[32,72,72] | [32,72] | series[0].shape: has 2 elements; 3 are needed",
        "[32,72,72] | [32,72,0] | series[0].shape[2]: is 0; needed: a whole number above 0",
        "6.25 | \"large\" | series[0].aneurysms[0].diameterMm: is \"large\"; needed: a number",
        "\"left-mca\" | 7 | series[0].aneurysms[0].label: is 7; needed: a text"
      })
  void shouldRefuseAListThatIsNotAsItMustBeWithItsField(
      String found, String replacement, String sentence) throws Exception {
    StandInPhantoms.write(folder);
    var text = Files.readString(folder.resolve(Phantoms.LIST));
    assertTrue(text.contains(found), text);
    list(text.replace(found, replacement));
    var failure = assertThrows(CommandFailure.class, () -> Phantoms.of(folder));
    var expected = folder.resolve(Phantoms.LIST) + ": " + sentence;
    assertTrue(failure.getMessage().startsWith(expected), failure.getMessage());
  }

  @Test
  void shouldRefuseAListThatIsNoJson() throws Exception {
    list("series: []");
    var failure = assertThrows(CommandFailure.class, () -> Phantoms.of(folder));
    assertTrue(failure.getMessage().contains("cannot be read as JSON"), failure.getMessage());
  }

  @Test
  void shouldShipPhantomsWithAndWithoutAneurysmsThatAreWhatTheListSays() throws Exception {
    var series = Phantoms.ifShipped().orElseThrow().series();
    assertTrue(series.stream().anyMatch(phantom -> phantom.aneurysms().isEmpty()));
    assertFalse(series.stream().allMatch(phantom -> phantom.aneurysms().isEmpty()));
    var labels = locationLabels();
    for (var phantom : series) {
      phantom.aneurysms().forEach(a -> assertTrue(labels.contains(a.label()), a.label()));
      try (var files = InputFiles.of(phantom.file())) {
        var found = SeriesFiles.of(files).series();
        assertEquals(1, found.size(), phantom.file().toString());
        assertEquals(phantom.seriesInstanceUid(), found.getFirst().seriesInstanceUid());
        var normalised = (Normalised) SeriesNormaliser.normalise(found.getFirst().sources());
        try (var volume = normalised.volume()) {
          var shape = phantom.shape();
          assertEquals(new Shape(shape.get(0), shape.get(1), shape.get(2)), volume.shape());
        }
      }
    }
  }

  private static Set<String> locationLabels() {
    return ModelPackage.load(ProjectFolder.modelPackage("tiny-classifier"))
        .labels()
        .get("location")
        .labels()
        .stream()
        .map(label -> label.id())
        .collect(Collectors.toSet());
  }
}
