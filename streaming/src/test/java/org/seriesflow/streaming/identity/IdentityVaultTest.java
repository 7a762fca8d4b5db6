package org.seriesflow.streaming.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.streaming.payload.FilePayloadStore;

class IdentityVaultTest {
  private static final Identity ANNA = new Identity("4711", "KLINIK", "ACC-17", "1.2.3", "1.2.3.4");
  private static final Identity OTHER =
      new Identity("4712", "KLINIK", "ACC-18", "1.2.4", "1.2.4.1");

  @TempDir Path root;

  private static IdentityKey key(int first) {
    var bytes = new byte[32];
    bytes[0] = (byte) first;
    return IdentityKey.ofBase64(Base64.getEncoder().encodeToString(bytes));
  }

  private IdentityVault vault() {
    return new IdentityVault(new FilePayloadStore(root), key(1));
  }

  private List<Path> files() throws IOException {
    try (var files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".identity")).toList();
    }
  }

  @Test
  void shouldFindInAnotherReplicaWhoASeriesWasOf() {
    vault().keep("2.25.1", ANNA);

    assertEquals(List.of(ANNA), vault().find("2.25.1"));
    assertEquals(List.of("2.25.1"), vault().seriesOf("4711", "KLINIK"));
  }

  @Test
  void shouldLeaveNothingBehindWhenTheSameComesAgain() throws IOException {
    vault().keep("2.25.1", ANNA);
    vault().keep("2.25.1", ANNA);

    assertEquals(2, files().size());
  }

  @Test
  void shouldWriteNothingThatCanBeReadWithoutTheKey() throws IOException {
    vault().keep("2.25.1", ANNA);

    for (var file : files()) {
      var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      for (var secret : List.of("4711", "KLINIK", "ACC-17", "1.2.3", "2.25.1")) {
        assertFalse(text.contains(secret), secret);
      }
    }
    var elsewhere = new IdentityVault(new FilePayloadStore(root), key(2));
    var refusal = assertThrows(IdentityException.class, () -> elsewhere.find("2.25.1"));
    assertTrue(refusal.getMessage().contains("another key"), refusal.getMessage());
  }

  @Test
  void shouldNotOpenARecordThatWasMovedToAnotherSeries() {
    var records = new SealedRecords(key(1));
    var sealed = records.seal("2.25.1", ANNA.toBytes());

    assertEquals(ANNA, Identity.ofBytes(records.open("2.25.1", sealed)));
    assertThrows(IdentityException.class, () -> records.open("2.25.2", sealed));
  }

  @Test
  void shouldEraseAPatientAndNobodyElse() throws IOException {
    vault().keep("2.25.1", ANNA);
    vault().keep("2.25.2", ANNA);
    vault().keep("2.25.1", OTHER);

    assertEquals(List.of("2.25.1", "2.25.2"), vault().erase("4711", "KLINIK"));

    assertEquals(List.of(OTHER), vault().find("2.25.1"));
    assertEquals(List.of(), vault().find("2.25.2"));
    assertEquals(List.of(), vault().seriesOf("4711", "KLINIK"));
    assertEquals(2, files().size());
  }

  @Test
  void shouldTellPatientsOfDifferentIssuersApart() {
    vault().keep("2.25.1", ANNA);

    assertEquals(List.of(), vault().erase("4711", "OTHER"));
    assertEquals(List.of(), vault().erase("4711K", "LINIK"));
    assertEquals(List.of(ANNA), vault().find("2.25.1"));
  }

  @Test
  void shouldRefuseAKeyThatIsTooShortWithoutShowingIt() {
    var refusal = assertThrows(IdentityException.class, () -> IdentityKey.ofBase64("c2VjcmV0"));

    assertEquals(
        "the key has 6 bytes, and needs 32; make one with: openssl rand -base64 32",
        refusal.getMessage());
  }

  @Test
  void shouldNameTheFileThatHoldsNoKey() throws IOException {
    var file = Files.writeString(root.resolve("key"), "?!");
    var refusal = assertThrows(IdentityException.class, () -> IdentityKey.read(file));

    assertTrue(refusal.getMessage().startsWith("key file " + file), refusal.getMessage());
  }
}
