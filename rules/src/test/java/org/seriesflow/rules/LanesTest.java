package org.seriesflow.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.InstanceHeader;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;

class LanesTest {
  private static final Sender ROUTER = new Sender(Optional.of("STAT"), Optional.of("CT-1"));

  @TempDir Path folder;

  private Lanes lanes(String condition) throws IOException {
    return RuleReader.read(
            Files.writeString(
                folder.resolve("rules.yaml"),
                "format: 1\nname: s\nversion: '1'\nlanes: {stat: {" + condition + "}}\n"))
        .lanes();
  }

  /** The header of a file, read as the receiver reads it. */
  private InstanceHeader header(Lanes lanes) throws IOException {
    var spec =
        new SyntheticSpec(
            3, SyntheticSpec.Modality.MRA, SyntheticSpec.Plane.AXIAL, false, 32, 16, 0.9, 1.2);
    var file = SyntheticSeries.write(folder.resolve("in"), spec).getFirst();
    return DicomFiles.readHeader(file, lanes.asked());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sender: called-ae-title, in: [STAT, ED] | STAT",
        "sender: called-ae-title, equals: stat | ROUTINE",
        "sender: calling-ae-title, matches: '^CT' | STAT",
        "attribute: Modality, equals: MR | STAT",
        "attribute: Modality, equals: CT | ROUTINE",
        "attribute: StationName, exists: false | STAT",
        "all: [{attribute: Modality, equals: MR}, {sender: called-ae-title, equals: X}] | ROUTINE",
        "any: [{attribute: Modality, equals: CT}, {sender: called-ae-title, equals: STAT}] | STAT",
        "not: {attribute: Modality, equals: MR} | ROUTINE",
      })
  void shouldFindTheLaneOfAnInstanceByItsHeaderAndItsSender(String condition, Lane expected)
      throws IOException {
    var lanes = lanes(condition);

    assertEquals(expected, lanes.find(header(lanes), ROUTER).lane(), condition);
  }

  @Test
  void shouldSeeNoSenderWhereThereWasNoAssociation() throws IOException {
    var lanes = lanes("sender: called-ae-title, in: [STAT]");

    assertEquals(
        new Lanes.Finding(Lane.ROUTINE, "called-ae-title is missing, wanted is STAT"),
        lanes.find(header(lanes), Sender.UNKNOWN));
  }

  @Test
  void shouldTakeAllForRoutineWhereNoLaneIsAskedFor() throws IOException {
    assertEquals(Lane.ROUTINE, Lanes.NONE.find(header(Lanes.NONE), ROUTER).lane());
    assertEquals(List.of(), Lanes.NONE.attributes());
  }
}
