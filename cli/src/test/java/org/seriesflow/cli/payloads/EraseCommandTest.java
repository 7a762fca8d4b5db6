package org.seriesflow.cli.payloads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.cli.CommandRun;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.payload.MediaTypes;

/** A patient's images go, and nobody else's. */
class EraseCommandTest {
  private static final int PREAMBLE = 128;

  @TempDir Path root;
  private FilePayloadStore store;
  private PayloadRef instance;
  private PayloadRef volume;
  private PayloadRef ofOtherIssuer;
  private PayloadRef ofOther;
  private PayloadRef volumeOfOther;

  @BeforeEach
  void fill() throws IOException {
    store = new FilePayloadStore(root);
    instance = put("1.2.1", dicom("4711", "KLINIK", "1.2", "1.2.1", "1.2.1.1"), MediaTypes.DICOM);
    volume = put("1.2.1", new byte[] {1}, MediaTypes.NIFTI);
    ofOtherIssuer =
        put("1.3.1", dicom("4711", "PRAXIS", "1.3", "1.3.1", "1.3.1.1"), MediaTypes.DICOM);
    ofOther = put("1.4.1", dicom("4712", "KLINIK", "1.4", "1.4.1", "1.4.1.1"), MediaTypes.DICOM);
    volumeOfOther = put("1.4.1", new byte[] {1}, MediaTypes.NIFTI);
  }

  private PayloadRef put(String series, byte[] bytes, String mediaType) throws IOException {
    try (var draft = store.draft()) {
      draft.output().write(bytes);
      return draft.commit(series, mediaType);
    }
  }

  /** The least that a DICOM file holds (PS3.10 section 7.1), in explicit VR little endian. */
  private static byte[] dicom(
      String patient, String issuer, String study, String series, String instance)
      throws IOException {
    var file = new ByteArrayOutputStream();
    file.write(new byte[PREAMBLE]);
    file.write("DICM".getBytes(StandardCharsets.US_ASCII));
    file.write(element(0x0002, 0x0010, "UI", "1.2.840.10008.1.2.1"));
    file.write(element(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.2"));
    file.write(element(0x0008, 0x0018, "UI", instance));
    file.write(element(0x0010, 0x0020, "LO", patient));
    file.write(element(0x0010, 0x0021, "LO", issuer));
    file.write(element(0x0020, 0x000D, "UI", study));
    file.write(element(0x0020, 0x000E, "UI", series));
    return file.toByteArray();
  }

  private static byte[] element(int group, int number, String vr, String value) {
    var padding = vr.equals("UI") ? "\0" : " ";
    var text = (value.length() % 2 == 0 ? value : value + padding);
    return ByteBuffer.allocate(8 + text.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) group)
        .putShort((short) number)
        .put(vr.getBytes(StandardCharsets.US_ASCII))
        .putShort((short) text.length())
        .put(text.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  private CommandRun erase(String... options) {
    var arguments = new ArrayList<>(List.of("payloads", "erase", "--path", root.toString()));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private void assertOthersStay() {
    assertTrue(store.contains(ofOtherIssuer));
    assertTrue(store.contains(ofOther));
    assertTrue(store.contains(volumeOfOther));
  }

  @Test
  void shouldEraseInstancesAndVolumesOfThatPatientAlone() {
    var run = erase("--patient-id", "4711", "--issuer", "KLINIK");

    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().startsWith("1.2.1  1 instances, 1 made of them, "), run.out());
    assertFalse(store.contains(instance));
    assertFalse(store.contains(volume));
    assertOthersStay();
  }

  @Test
  void shouldEraseAStudy() {
    assertEquals(0, erase("--study", "1.2").exitCode());

    assertFalse(store.contains(instance));
    assertOthersStay();
  }

  @Test
  void shouldEraseSeriesByTheirUids() {
    assertEquals(0, erase("--series", "1.2.1,1.9.9").exitCode());

    assertFalse(store.contains(volume));
    assertOthersStay();
  }

  @Test
  void shouldLeaveInstancesOfOthersUnderTheSameUidAndSaySo() throws IOException {
    var guest = put("1.2.1", dicom("4713", "", "1.2", "1.2.1", "1.2.1.2"), MediaTypes.DICOM);

    var run = erase("--patient-id", "4711", "--issuer", "KLINIK", "--json");

    assertEquals(1, run.json().get("erased").get(0).get("ofOthers").asInt());
    assertFalse(store.contains(instance));
    assertFalse(store.contains(volume), "it was made of both");
    assertTrue(store.contains(guest));
  }

  @Test
  void shouldEraseNothingInADryRun() throws IOException {
    var run = erase("--patient-id", "4711", "--issuer", "KLINIK", "--dry-run", "--json");

    assertTrue(run.json().get("dryRun").asBoolean());
    assertEquals("1.2.1", run.json().get("erased").get(0).get("series").asText());
    assertTrue(store.contains(instance));
  }

  @Test
  void shouldEraseNothingWhereAnInstanceCannotBeRead() throws IOException {
    var broken = put("1.5.1", new byte[] {1, 2, 3}, MediaTypes.DICOM);

    var run = erase("--patient-id", "4711", "--issuer", "KLINIK");

    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains(broken.getKey()), run.err());
    assertTrue(store.contains(instance));
  }

  @Test
  void shouldAskWhose() {
    assertEquals(2, erase().exitCode());
  }
}
