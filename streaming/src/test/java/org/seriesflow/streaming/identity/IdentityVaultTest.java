package org.seriesflow.streaming.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.payload.PayloadStore;

/** The contract with folders, and what can be seen in them alone. */
class IdentityVaultTest extends IdentityVaultContract {
  @TempDir Path folder;

  @BeforeEach
  void makeFolders() throws IOException {
    for (var name : List.of("payloads", "patient-keys", "more-patient-keys")) {
      Files.createDirectory(folder.resolve(name));
    }
  }

  private FilePayloadStore store(String name) {
    return new FilePayloadStore(folder.resolve(name));
  }

  @Override
  PayloadStore payloads() {
    return store("payloads");
  }

  @Override
  PayloadStore patientKeys() {
    return store("patient-keys");
  }

  @Override
  PayloadStore morePatientKeys() {
    return store("more-patient-keys");
  }

  private IdentityVault vault() {
    var key = IdentityKey.ofBase64(Base64.getEncoder().encodeToString(new byte[32]));
    return new IdentityVault(payloads(), patientKeys(), key);
  }

  @Test
  void shouldLeaveNotEvenAFolderOfAnErasedPatient() throws IOException {
    vault().keep("2.25.1", new Identity("4711", "KLINIK", "ACC-17", "1.2.3", "1.2.3.4"));
    vault().erase("4711", "KLINIK");

    for (var store : List.of("payloads", "patient-keys")) {
      try (var left = Files.list(folder.resolve(store))) {
        assertEquals(List.of(folder.resolve(store).resolve(".drafts")), left.toList());
      }
    }
  }

  @Test
  void shouldWaitForPatientKeysThatAreAwayRatherThanTakeAnybodyForErased() throws IOException {
    vault().keep("2.25.1", new Identity("4711", "KLINIK", "ACC-17", "1.2.3", "1.2.3.4"));
    Files.move(folder.resolve("patient-keys"), folder.resolve("unmounted"));

    assertThrows(TransientFaultException.class, () -> vault().find("2.25.1"));
    assertThrows(TransientFaultException.class, () -> vault().erase("4711", "KLINIK"));
    var other = new Identity("4712", "", "", "1.2.4", "1.2.4.1");
    assertThrows(TransientFaultException.class, () -> vault().keep("2.25.2", other));
  }
}
