package org.seriesflow.streaming.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.streaming.TransientFaultException;

class FilePayloadStoreTest extends PayloadStoreContract {
  @TempDir Path root;

  @Override
  PayloadStore store() {
    return new FilePayloadStore(root);
  }

  @Test
  void shouldFindADamagedPayloadAtItsFirstFetch() throws IOException {
    var reference = put("1.2.3", new byte[] {1, 2, 3}, MediaTypes.DICOM);
    Files.write(root.resolve(reference.getKey()), new byte[] {1, 2, 4});
    var thrown = assertThrows(PayloadLostException.class, () -> store().fetch(reference));
    assertEquals("PAYLOAD_DAMAGED", thrown.code());
  }

  @Test
  void shouldMendADamagedPayloadWhenTheSameBytesComeAgain() throws IOException {
    var reference = put("1.2.3", new byte[] {1, 2, 3}, MediaTypes.DICOM);
    Files.write(root.resolve(reference.getKey()), new byte[] {1, 2, 4});
    put("1.2.3", new byte[] {1, 2, 3}, MediaTypes.DICOM);
    store().fetch(reference).close();
    assertTrue(store().contains(reference));
  }

  @Test
  void shouldTakeOnlyTheSizeWhereItIsToldTo() throws IOException {
    var reference = put("1.2.3", new byte[] {1, 2, 3}, MediaTypes.DICOM);
    Files.write(root.resolve(reference.getKey()), new byte[] {1, 2, 4});
    var trusting = new FilePayloadStore(root, FilePayloadStore.Verification.SIZE_ONLY);
    try (var payload = trusting.fetch(reference)) {
      assertEquals(3, Files.size(payload.file()));
    }
  }

  @Test
  void shouldTakeAMissingRootForADiskThatIsAway() throws IOException {
    var reference = put("1.2.3", new byte[] {1}, MediaTypes.DICOM);
    var away = new FilePayloadStore(root.resolve("not-mounted"));
    assertThrows(TransientFaultException.class, away::draft);
    assertThrows(TransientFaultException.class, () -> away.fetch(reference));
    assertThrows(TransientFaultException.class, () -> away.contains(reference));
    assertThrows(TransientFaultException.class, away::usableBytes);
  }

  @Test
  void shouldLeaveNoFolderOfASeriesOfWhichAllWasDeleted() throws IOException {
    var first = put("1.2.3", new byte[] {1}, MediaTypes.DICOM);
    var last = put("1.2.3", new byte[] {2}, MediaTypes.DICOM);

    store().delete(first);
    assertTrue(store().contains(last));
    store().delete(last);

    assertFalse(Files.exists(root.resolve("1.2.3")));
  }

  @Test
  void shouldLeaveNoDraftBehind() throws IOException {
    put("1.2.3", new byte[] {1}, MediaTypes.DICOM);
    store().draft().close();
    try (var drafts = Files.list(root.resolve(".drafts"))) {
      assertEquals(0, drafts.count());
    }
  }

  @Test
  void shouldNotListFilesThatAreNoneOfOurs() throws IOException {
    Files.writeString(root.resolve("README"), "x");
    Files.createDirectories(root.resolve("lost+found"));
    Files.createDirectories(root.resolve("1.2"));
    Files.writeString(root.resolve("1.2").resolve("note.txt"), "x");
    try (var all = store().list(PayloadQuery.all())) {
      assertEquals(0, all.count());
    }
  }
}
