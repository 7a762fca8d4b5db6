package org.seriesflow.ingest.stow;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RemoteAddressesTest {
  @Test
  void shouldServeAnybodyWithoutAList() {
    assertTrue(new RemoteAddresses(List.of()).include("192.0.2.1"));
  }

  @Test
  void shouldServeAddressesAndNetworks() {
    var list = new RemoteAddresses(List.of("192.0.2.1", "10.1.0.0/20", "fd00::/8"));
    assertTrue(list.include("192.0.2.1"));
    assertFalse(list.include("192.0.2.2"));
    assertTrue(list.include("10.1.15.255"));
    assertFalse(list.include("10.1.16.0"));
    assertTrue(list.include("fd12:3456::1"));
    assertFalse(list.include("fe80::1"));
  }

  @Test
  void shouldNameWhatIsNoAddress() {
    for (var text : List.of("router.example.org", "10.0.0.0/33", "10.0.0.0/x")) {
      var message =
          assertThrows(IllegalArgumentException.class, () -> new RemoteAddresses(List.of(text)))
              .getMessage();
      assertTrue(message.contains("\"" + text + "\""), message);
    }
  }
}
