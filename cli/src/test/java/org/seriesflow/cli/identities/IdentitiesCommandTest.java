package org.seriesflow.cli.identities;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.cli.CommandRun;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.streaming.identity.Identity;
import org.seriesflow.streaming.identity.IdentityKey;
import org.seriesflow.streaming.identity.IdentityVault;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.payload.MediaTypes;

class IdentitiesCommandTest {
  @TempDir Path folder;
  private String store;
  private String patientKeys;
  private String key;

  @BeforeEach
  void keep() throws IOException {
    var root = Files.createDirectory(folder.resolve("payloads"));
    var file = folder.resolve("key");
    Files.writeString(file, Base64.getEncoder().encodeToString(new byte[32]));
    var keys = Files.createDirectory(folder.resolve("patient-keys"));
    store = root.toString();
    patientKeys = keys.toString();
    key = file.toString();
    var vault =
        new IdentityVault(
            new FilePayloadStore(root), new FilePayloadStore(keys), IdentityKey.read(file));
    vault.keep("2.25.1", new Identity("4711", "KLINIK", "ACC-17", "1.2.3", "1.2.3.4"));
    vault.keep("2.25.2", new Identity("4712", "", "ACC-18", "1.2.4", "1.2.4.1"));
  }

  private CommandRun show(String series) {
    return run("show", series, "--json");
  }

  private CommandRun run(String... arguments) {
    var all = new ArrayList<>(List.of("identities"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--path", store, "--patient-keys", patientKeys, "--key-file", key));
    return CommandRun.of(all.toArray(String[]::new));
  }

  @Test
  void shouldShowWhoASeriesWasOf() throws IOException {
    var identity = show("2.25.1").json().get(0);

    assertEquals("4711", identity.get("patientId").asText());
    assertEquals("KLINIK", identity.get("issuerOfPatientId").asText());
    assertEquals("ACC-17", identity.get("accessionNumber").asText());
    assertEquals("1.2.3.4", identity.get("seriesInstanceUid").asText());
  }

  @Test
  void shouldEraseAPatientAndNameTheSeries() {
    var run = run("erase", "--patient-id", "4711", "--issuer", "KLINIK");

    assertEquals("2.25.1\n", run.out());
    assertEquals(1, show("2.25.1").exitCode());
    assertEquals(0, show("2.25.2").exitCode());
  }

  @Test
  void shouldEraseTheImagesOfThatPatientAloneWhereAsked() throws IOException {
    var payloads = new FilePayloadStore(Path.of(store));
    var theirs = put(payloads, "2.25.1");
    var other = put(payloads, "2.25.2");

    var run = run("erase", "--patient-id", "4711", "--issuer", "KLINIK", "--with-images");

    assertEquals("2.25.1\n", run.out(), run.err());
    assertFalse(payloads.contains(theirs));
    assertTrue(payloads.contains(other));
  }

  private static PayloadRef put(FilePayloadStore payloads, String series) throws IOException {
    try (var draft = payloads.draft()) {
      draft.output().write(1);
      return draft.commit(series, MediaTypes.NIFTI);
    }
  }

  @Test
  void shouldEraseNothingInADryRun() {
    var run = run("erase", "--patient-id", "4712", "--dry-run");

    assertEquals("2.25.2\n", run.out());
    assertEquals(0, show("2.25.2").exitCode());
  }

  @Test
  void shouldSayThatTheVaultDoesNotKnowASeries() {
    var run = show("2.25.3");

    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("the vault knows no series 2.25.3"), run.err());
  }

  @Test
  void shouldSayOfARestoredCopyThatThePatientWasErased() throws IOException {
    var identities = folder.resolve("payloads").resolve("2.25.1");
    var backup = folder.resolve("backup");
    copy(identities, backup);
    run("erase", "--patient-id", "4711", "--issuer", "KLINIK");
    copy(backup, identities);

    var run = show("2.25.1");

    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("was of a patient who was erased"), run.err());
    assertEquals(0, show("2.25.2").exitCode());
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (var files = Files.list(from)) {
      for (var file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void shouldNameTheSettingThatSaysWhereThePatientKeysAre() {
    var run = CommandRun.of("identities", "show", "2.25.1", "--path", store, "--key-file", key);

    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("seriesflow.patient-keys.path is missing"), run.err());
  }
}
