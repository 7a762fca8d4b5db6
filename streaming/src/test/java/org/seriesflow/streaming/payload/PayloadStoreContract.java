package org.seriesflow.streaming.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.seriesflow.events.PayloadRef;

/** What every payload store does, whatever it is made of. */
abstract class PayloadStoreContract {
  private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);

  /** FIPS 180-2, appendix B.1. */
  private static final String SHA256_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  abstract PayloadStore store();

  final PayloadRef put(String scope, byte[] bytes, String mediaType) throws IOException {
    try (var draft = store().draft()) {
      draft.output().write(bytes);
      return draft.commit(scope, mediaType);
    }
  }

  @Test
  void shouldNameAPayloadByScopeDigestAndMediaType() throws IOException {
    assertEquals(
        new PayloadRef("1.2.3/" + SHA256_OF_ABC + ".nii", SHA256_OF_ABC, 3L, MediaTypes.NIFTI),
        put("1.2.3", ABC, MediaTypes.NIFTI));
  }

  @Test
  void shouldFetchWhatWasCommitted() throws IOException {
    var reference = put("1.2.3", ABC, MediaTypes.DICOM);
    try (var payload = store().fetch(reference)) {
      assertArrayEquals(ABC, Files.readAllBytes(payload.file()));
    }
  }

  @Test
  void shouldStoreTheSameBytesOnce() throws IOException {
    var first = put("1.2.3", ABC, MediaTypes.DICOM);
    var second = put("1.2.3", ABC, MediaTypes.DICOM);
    assertEquals(first, second);
    try (var all = store().list(PayloadQuery.all())) {
      assertEquals(1, all.count());
    }
  }

  @Test
  void shouldHideADraftUntilItIsCommitted() throws IOException {
    try (var draft = store().draft()) {
      draft.output().write(ABC);
      draft.output().flush();
      try (var all = store().list(PayloadQuery.all())) {
        assertEquals(0, all.count());
      }
    }
  }

  @Test
  void shouldForgetADraftThatIsClosedUncommitted() throws IOException {
    try (var draft = store().draft()) {
      draft.output().write(ABC);
    }
    assertFalse(
        store()
            .contains(
                new PayloadRef(
                    "1.2.3/" + SHA256_OF_ABC + ".dcm", SHA256_OF_ABC, 3L, MediaTypes.DICOM)));
  }

  @Test
  void shouldShowTheDraftsBytesBeforeCommit() throws IOException {
    try (var draft = store().draft()) {
      draft.output().write(ABC);
      assertArrayEquals(ABC, Files.readAllBytes(draft.file()));
    }
  }

  @Test
  void shouldReportAPayloadThatIsNotThereAsBadData() {
    var reference =
        new PayloadRef("1.2.3/" + SHA256_OF_ABC + ".dcm", SHA256_OF_ABC, 3L, MediaTypes.DICOM);
    var thrown = assertThrows(PayloadLostException.class, () -> store().fetch(reference));
    assertEquals("PAYLOAD_MISSING", thrown.code());
  }

  @Test
  void shouldReportAReferenceWithAnotherSizeAsBadData() throws IOException {
    var reference = put("1.2.3", ABC, MediaTypes.DICOM);
    reference.setSize(4L);
    var thrown = assertThrows(PayloadLostException.class, () -> store().fetch(reference));
    assertEquals("PAYLOAD_DAMAGED", thrown.code());
  }

  @Test
  void shouldListByScopeMediaTypeAndTime() throws IOException {
    var dicom = put("1.2.3", ABC, MediaTypes.DICOM);
    var nifti = put("1.2.3", ABC, MediaTypes.NIFTI);
    var other = put("1.2.4", ABC, MediaTypes.DICOM);
    assertEquals(Set.of(dicom, nifti, other), listed(PayloadQuery.all()));
    assertEquals(Set.of(dicom, nifti), listed(PayloadQuery.all().ofScope("1.2.3")));
    assertEquals(Set.of(dicom, other), listed(PayloadQuery.all().ofMediaType(MediaTypes.DICOM)));
    assertEquals(
        Set.of(), listed(PayloadQuery.all().since(Instant.now().plus(Duration.ofHours(1)))));
    assertEquals(
        Set.of(dicom, nifti, other),
        listed(PayloadQuery.all().since(Instant.now().minus(Duration.ofHours(1)))));
  }

  private Set<PayloadRef> listed(PayloadQuery query) {
    try (var payloads = store().list(query)) {
      return payloads.map(StoredPayload::reference).collect(Collectors.toSet());
    }
  }

  @Test
  void shouldDeleteAPayloadAndThenDoNothing() throws IOException {
    var reference = put("1.2.3", ABC, MediaTypes.DICOM);
    store().delete(reference);
    store().delete(reference);
    assertFalse(store().contains(reference));
  }

  @Test
  void shouldDeleteWhatIsOlderThanATimeAndNothingElse() throws IOException {
    var reference = put("1.2.3", ABC, MediaTypes.DICOM);
    var other = put("1.2.3", ABC, MediaTypes.NIFTI);
    var hourAgo = Instant.now().minus(Duration.ofHours(1));
    var inAnHour = Instant.now().plus(Duration.ofHours(1));
    assertFalse(store().deleteIfStoredBefore(reference, hourAgo));
    assertTrue(store().contains(reference));
    assertTrue(store().deleteIfStoredBefore(reference, inAnHour));
    assertFalse(store().contains(reference));
    assertFalse(store().deleteIfStoredBefore(reference, inAnHour));
    assertTrue(store().contains(other));
  }

  @Test
  void shouldTakeAPayloadIntoASeriesThatWasEmptied() throws IOException {
    var reference = put("1.2.3", ABC, MediaTypes.DICOM);
    assertTrue(store().deleteIfStoredBefore(reference, Instant.now().plus(Duration.ofHours(1))));
    put("1.2.3", ABC, MediaTypes.DICOM);
    assertTrue(store().contains(reference));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "../up", "1.2/3", "a.b", "1..2", "1.2.", ".1", "1.2\u00003"})
  void shouldRefuseAScopeThatIsNoUid(String scope) throws IOException {
    try (var draft = store().draft()) {
      draft.output().write(ABC);
      assertThrows(IllegalArgumentException.class, () -> draft.commit(scope, MediaTypes.DICOM));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/passwd", "/etc/passwd", "1.2.3/../x", "..", "1.2.3/short.dcm"})
  void shouldNeverResolveAKeyThatLeadsElsewhere(String key) {
    var reference = new PayloadRef(key, SHA256_OF_ABC, 3L, MediaTypes.DICOM);
    for (var call :
        List.<Runnable>of(
            () -> store().fetch(reference).close(),
            () -> store().contains(reference),
            () -> store().delete(reference),
            () -> store().deleteIfStoredBefore(reference, Instant.now()))) {
      assertEquals("PAYLOAD_KEY", assertThrows(PayloadLostException.class, call::run).code());
    }
  }

  @Test
  void shouldHaveSpace() {
    assertTrue(store().usableBytes() > 0);
  }
}
