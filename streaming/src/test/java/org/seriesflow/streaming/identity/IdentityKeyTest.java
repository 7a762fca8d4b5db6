package org.seriesflow.streaming.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityKeyTest {
  @Test
  void shouldRefuseAKeyThatIsTooShortWithoutShowingIt() {
    var refusal = assertThrows(IdentityException.class, () -> IdentityKey.ofBase64("c2VjcmV0"));

    assertEquals(
        "the key has 6 bytes, and needs 32; make one with: openssl rand -base64 32",
        refusal.getMessage());
  }

  @Test
  void shouldNameTheFileThatHoldsNoKey(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("key"), "?!");
    var refusal = assertThrows(IdentityException.class, () -> IdentityKey.read(file));

    assertTrue(refusal.getMessage().startsWith("key file " + file), refusal.getMessage());
  }

  @Test
  void shouldNotOpenARecordThatWasMovedToAnotherPlace() {
    var records = new SealedRecords(new byte[32]);
    var sealed = records.seal("2.25.1", new byte[] {7});

    assertEquals(7, records.open("2.25.1", sealed)[0]);
    assertThrows(IdentityException.class, () -> records.open("2.25.2", sealed));
  }
}
