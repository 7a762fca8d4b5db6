package org.seriesflow.streaming.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.payload.PayloadQuery;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.payload.StoredPayload;

/** What the vault does, whatever its stores are made of. */
abstract class IdentityVaultContract {
  private static final Identity ANNA = new Identity("4711", "KLINIK", "ACC-17", "1.2.3", "1.2.3.4");
  private static final Identity OTHER =
      new Identity("4712", "KLINIK", "ACC-18", "1.2.4", "1.2.4.1");

  abstract PayloadStore payloads();

  abstract PayloadStore patientKeys();

  /** Another store for keys, empty at first. */
  abstract PayloadStore morePatientKeys();

  private static IdentityKey key(int first) {
    var bytes = new byte[32];
    bytes[0] = (byte) first;
    return IdentityKey.ofBase64(Base64.getEncoder().encodeToString(bytes));
  }

  private IdentityVault vault() {
    return new IdentityVault(payloads(), patientKeys(), key(1));
  }

  private static List<StoredPayload> all(PayloadStore store) {
    try (var all = store.list(PayloadQuery.all())) {
      return all.toList();
    }
  }

  /**
   * A payload as a backup holds it.
   *
   * @param text its bytes as ISO 8859-1
   */
  private record Copy(String scope, String mediaType, String text) {
    byte[] bytes() {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  private static List<Copy> backup(PayloadStore store) {
    var copies = new ArrayList<Copy>();
    for (var payload : all(store)) {
      try (var file = store.fetch(payload.reference())) {
        copies.add(
            new Copy(
                payload.scope(),
                payload.reference().getMediaType(),
                Files.readString(file.file(), StandardCharsets.ISO_8859_1)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return copies;
  }

  private static void restore(List<Copy> backup, PayloadStore store) throws IOException {
    for (var copy : backup) {
      try (var draft = store.draft()) {
        draft.output().write(copy.bytes());
        draft.commit(copy.scope(), copy.mediaType());
      }
    }
  }

  private static void assertErased(IdentityVault vault, String series) {
    var refusal = assertThrows(IdentityException.class, () -> vault.find(series));
    assertTrue(
        refusal
            .getMessage()
            .startsWith("series %s was of a patient who was erased".formatted(series)),
        refusal.getMessage());
  }

  @Test
  void shouldFindInAnotherReplicaWhoASeriesWasOf() {
    vault().keep("2.25.1", ANNA);

    assertEquals(List.of(ANNA), vault().find("2.25.1"));
    assertEquals(List.of("2.25.1"), vault().seriesOf("4711", "KLINIK"));
  }

  @Test
  void shouldLeaveNothingBehindWhenTheSameComesAgain() {
    vault().keep("2.25.1", ANNA);
    var payloads = references(payloads());
    var keys = references(patientKeys());
    vault().keep("2.25.1", ANNA);

    assertEquals(payloads, references(payloads()));
    assertEquals(keys, references(patientKeys()));
  }

  private static Set<String> references(PayloadStore store) {
    return all(store).stream()
        .map(payload -> payload.reference().getKey())
        .collect(Collectors.toSet());
  }

  @Test
  void shouldSealAllSeriesOfAPatientByOneKeyAndThoseOfAnotherByAnother() {
    vault().keep("2.25.1", ANNA);
    vault().keep("2.25.2", ANNA);
    vault().keep("2.25.3", OTHER);

    assertEquals(
        2,
        all(patientKeys()).stream()
            .filter(payload -> payload.reference().getKey().endsWith(".key"))
            .count());
  }

  @Test
  void shouldWriteNothingThatCanBeReadWithoutTheKey() {
    vault().keep("2.25.1", ANNA);

    for (var store : List.of(payloads(), patientKeys())) {
      for (var copy : backup(store)) {
        for (var secret : List.of("4711", "KLINIK", "ACC-17", "1.2.3", "2.25.1")) {
          assertFalse(copy.text().contains(secret), secret);
        }
      }
    }
    var elsewhere = new IdentityVault(payloads(), patientKeys(), key(2));
    var refusal = assertThrows(IdentityException.class, () -> elsewhere.find("2.25.1"));
    assertTrue(refusal.getMessage().contains("another key"), refusal.getMessage());
  }

  @Test
  void shouldEraseAPatientAndNobodyElse() {
    vault().keep("2.25.1", OTHER);
    var payloads = references(payloads());
    var keys = references(patientKeys());
    vault().keep("2.25.1", ANNA);
    vault().keep("2.25.2", ANNA);

    assertEquals(List.of("2.25.1", "2.25.2"), vault().erase("4711", "KLINIK"));

    assertEquals(List.of(OTHER), vault().find("2.25.1"));
    assertEquals(List.of(), vault().find("2.25.2"));
    assertEquals(List.of(), vault().seriesOf("4711", "KLINIK"));
    assertEquals(payloads, references(payloads()));
    assertEquals(keys, references(patientKeys()));
  }

  @Test
  void shouldOpenNothingOfAnErasedPatientInACopyThatWasMadeBefore() throws IOException {
    vault().keep("2.25.1", ANNA);
    vault().keep("2.25.2", OTHER);
    var backup = backup(payloads());

    vault().erase("4711", "KLINIK");
    restore(backup, payloads());

    assertErased(vault(), "2.25.1");
    assertEquals(List.of(OTHER), vault().find("2.25.2"));
  }

  @Test
  void shouldNotTellFromACopyWhoASeriesWasOfToWhoHasTheKeyAndGuessesAtPatients() {
    vault().keep("2.25.1", ANNA);
    var patient = new PatientKeys(patientKeys(), key(1)).patient("4711", "KLINIK");

    for (var copy : backup(payloads())) {
      assertEquals("2.25.1", copy.scope());
      var opened = key(1).records().open(copy.scope(), copy.bytes());
      assertFalse(new String(opened, StandardCharsets.ISO_8859_1).contains(patient));
    }
  }

  @Test
  void shouldKnowAPatientWhoComesAgainAfterTheErasureByANewKey() throws IOException {
    vault().keep("2.25.1", ANNA);
    var backup = backup(payloads());
    vault().erase("4711", "KLINIK");

    vault().keep("2.25.2", ANNA);
    restore(backup, payloads());

    assertEquals(List.of(ANNA), vault().find("2.25.2"));
    assertErased(vault(), "2.25.1");
  }

  @Test
  void shouldOpenWhatReplicasSealedByKeysThatTheyMadeAtOnce() throws IOException {
    vault().keep("2.25.1", ANNA);
    new IdentityVault(payloads(), morePatientKeys(), key(1)).keep("2.25.2", ANNA);
    restore(backup(morePatientKeys()), patientKeys());

    assertEquals(List.of(ANNA), vault().find("2.25.1"));
    assertEquals(List.of(ANNA), vault().find("2.25.2"));
    // Whichever of the keys it is that both go on with.
    vault().keep("2.25.1", ANNA);
    vault().keep("2.25.2", ANNA);
    assertEquals(3, all(payloads()).size());
    assertEquals(List.of(ANNA), vault().find("2.25.1"));
    assertEquals(List.of(ANNA), vault().find("2.25.2"));

    assertEquals(List.of("2.25.1", "2.25.2"), vault().erase("4711", "KLINIK"));
    assertEquals(List.of(), all(payloads()));
    assertEquals(List.of(), all(patientKeys()));
  }

  @Test
  void shouldFinishAnErasureThatEndedAnywhere() throws IOException {
    vault().keep("2.25.1", OTHER);
    vault().keep("2.25.1", ANNA);
    vault().keep("2.25.2", ANNA);
    var payloads = backup(payloads());
    var keys = backup(patientKeys());
    // The key, two identities, two series, the key's name.
    for (var deletions = 0; deletions < 6; deletions++) {
      restore(payloads, payloads());
      restore(keys, patientKeys());
      var left = new EndingStore.Deletions(deletions);
      var ending =
          new IdentityVault(
              new EndingStore(payloads(), left), new EndingStore(patientKeys(), left), key(1));
      assertThrows(TransientFaultException.class, () -> ending.erase("4711", "KLINIK"));
      if (deletions > 0) {
        // The first deletion is the one that counts.
        assertEquals(List.of(OTHER), vault().find("2.25.1"));
      }

      vault().erase("4711", "KLINIK");

      assertEquals(List.of(OTHER), vault().find("2.25.1"));
      assertEquals(1, all(payloads()).size());
      assertEquals(3, all(patientKeys()).size());
    }
  }

  @Test
  void shouldTellPatientsOfDifferentIssuersApart() {
    vault().keep("2.25.1", ANNA);

    assertEquals(List.of(), vault().erase("4711", "OTHER"));
    assertEquals(List.of(), vault().erase("4711K", "LINIK"));
    assertEquals(List.of(ANNA), vault().find("2.25.1"));
  }

  @Test
  void shouldRefuseKeysThatACopyOfThePayloadsWouldHold() {
    var refusal =
        assertThrows(
            IdentityException.class, () -> new IdentityVault(payloads(), payloads(), key(1)));

    assertTrue(refusal.getMessage().contains("give the keys a place of their own"));
    assertTrue(refusal.getMessage().contains(payloads().describe()), refusal.getMessage());
  }
}
