package org.seriesflow.streaming.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.streaming.TransientFaultException;

/** The contract against a real server, and what an object store adds to it. */
class S3PayloadStoreTest extends PayloadStoreContract {
  /** The least that the S3 API allows for all parts but the last. */
  private static final int PART_BYTES = 5 << 20;

  /** Objects of one answer of the server. */
  private static final int PAGE = 1000;

  @TempDir Path spool;
  private S3Settings settings;
  private PayloadStore store;

  @BeforeEach
  void makeBucket() {
    settings = S3Server.shared().newBucket(spool);
    store = S3PayloadStore.open(settings, PART_BYTES);
  }

  @Override
  PayloadStore store() {
    return store;
  }

  private Path object(String key) {
    return S3Server.shared().file(settings.bucket(), settings.prefix() + key);
  }

  private long spooledFiles() throws IOException {
    try (var files = Files.list(spool)) {
      return files.count();
    }
  }

  @Test
  void shouldUploadWhatIsLargerThanAPartInParts() throws IOException {
    var bytes = new byte[2 * PART_BYTES + 17];
    new Random(7).nextBytes(bytes);

    var reference = put("1.2.3", bytes, MediaTypes.NIFTI);

    assertEquals(bytes.length, reference.getSize());
    try (var payload = store.fetch(reference)) {
      assertArrayEquals(bytes, Files.readAllBytes(payload.file()));
    }
  }

  @Test
  void shouldTakeAnEmptyPayload() throws IOException {
    var reference = put("1.2.3", new byte[0], MediaTypes.OTHER);
    try (var payload = store.fetch(reference)) {
      assertEquals(0, Files.size(payload.file()));
    }
  }

  @Test
  void shouldFindADamagedPayloadAtEveryFetch() throws IOException {
    var reference = put("1.2.3", new byte[] {1, 2, 3}, MediaTypes.DICOM);
    Files.write(object(reference.getKey()), new byte[] {1, 2, 4});
    var thrown = assertThrows(PayloadLostException.class, () -> store.fetch(reference));
    assertEquals("PAYLOAD_DAMAGED", thrown.code());
    assertEquals(0, spooledFiles());
  }

  @Test
  void shouldMendADamagedPayloadWhenTheSameBytesComeAgain() throws IOException {
    var reference = put("1.2.3", new byte[] {1, 2, 3}, MediaTypes.DICOM);
    Files.write(object(reference.getKey()), new byte[] {1, 2, 4});
    put("1.2.3", new byte[] {1, 2, 3}, MediaTypes.DICOM);
    store.fetch(reference).close();
    assertTrue(store.contains(reference));
  }

  @Test
  void shouldLeaveNothingInTheSpoolOnceAllIsClosed() throws IOException {
    var reference = put("1.2.3", new byte[] {1, 2, 3}, MediaTypes.DICOM);
    store.draft().close();
    try (var _ = store.fetch(reference)) {
      assertEquals(1, spooledFiles());
    }
    assertEquals(0, spooledFiles());
  }

  @Test
  void shouldTakeAMissingBucketForAStoreThatIsAway() throws IOException {
    var reference = put("1.2.3", new byte[] {1}, MediaTypes.DICOM);
    var away =
        S3PayloadStore.open(
            S3Server.shared().settings("no-such-bucket", S3Server.SECRET_KEY, spool));
    assertThrows(TransientFaultException.class, () -> away.fetch(reference));
    assertThrows(TransientFaultException.class, () -> away.contains(reference));
    assertThrows(TransientFaultException.class, away::usableBytes);
    assertThrows(TransientFaultException.class, () -> away.list(PayloadQuery.all()).count());
  }

  @Test
  void shouldWaitForAccessThatIsDeniedAndSayWhatToLookAt() throws IOException {
    var reference = put("1.2.3", new byte[] {1}, MediaTypes.DICOM);
    var denied =
        S3PayloadStore.open(S3Server.shared().settings(settings.bucket(), "wrong-key", spool));
    var thrown = assertThrows(TransientFaultException.class, () -> denied.fetch(reference));
    assertTrue(thrown.getMessage().contains("denies access"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains(settings.bucket()), thrown.getMessage());
  }

  @Test
  void shouldLoseNeitherPayloadNorDraftByAWrongKeyAtCommit() throws IOException {
    var denied =
        S3PayloadStore.open(S3Server.shared().settings(settings.bucket(), "wrong-key", spool));
    try (var draft = denied.draft()) {
      draft.output().write(1);
      assertThrows(TransientFaultException.class, () -> draft.commit("1.2.3", MediaTypes.DICOM));
    }
    try (var all = store.list(PayloadQuery.all())) {
      assertEquals(0, all.count());
    }
    assertEquals(0, spooledFiles());
  }

  @Test
  void shouldWaitForAServerThatIsAway() throws IOException {
    try (var server = S3Server.start()) {
      var ended = S3PayloadStore.open(server.newBucket(spool));
      server.kill();
      assertThrows(TransientFaultException.class, ended::usableBytes);
      try (var draft = ended.draft()) {
        draft.output().write(1);
        assertThrows(TransientFaultException.class, () -> draft.commit("1.2.3", MediaTypes.DICOM));
      }
    }
  }

  @Test
  void shouldSeeNothingOutsideItsPrefix() throws IOException {
    put("1.2.3", new byte[] {1}, MediaTypes.DICOM);
    var other =
        new S3Settings(
            settings.group(),
            settings.bucket(),
            "another/",
            settings.endpoint(),
            settings.region(),
            true,
            settings.credentials(),
            spool);
    try (var all = S3PayloadStore.open(other).list(PayloadQuery.all())) {
      assertEquals(0, all.count());
    }
  }

  @Test
  void shouldListMoreThanOnePage() throws IOException {
    for (var i = 0; i < PAGE + 1; i++) {
      Files.createDirectories(object("1.2"));
      Files.write(object("1.2/%064x.bin".formatted(i)), new byte[] {1});
    }
    try (var all = store.list(PayloadQuery.all())) {
      assertEquals(PAGE + 1, all.count());
    }
  }

  @Test
  void shouldNotTellItsSecretKey() {
    assertFalse(settings.toString().contains(S3Server.SECRET_KEY), settings.toString());
    assertFalse(store.describe().contains(S3Server.ACCESS_KEY), store.describe());
  }
}
