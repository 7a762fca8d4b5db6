package org.seriesflow.streaming.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.streaming.Samples;

class ReferencedDigestsTest {
  private final ReferencedDigests digests = new ReferencedDigests();

  private static String sha256(int value) {
    return "%016x".formatted(value * 0x9E3779B97F4A7C15L) + "0".repeat(48);
  }

  @Test
  void shouldFindTheKeyInTheBytesOfAnEvent() throws Exception {
    var event = Samples.instance("1.2.3", "1.2.3.4");
    var bytes = InstanceReceived.getEncoder().encode(event).array();
    assertEquals(1, digests.addFrom(new String(bytes, StandardCharsets.ISO_8859_1)));
    assertTrue(digests.contains(event.getPayload().getSha256()));
  }

  @Test
  void shouldFindEveryKeyOfASentence() {
    assertEquals(
        2,
        digests.addFrom(
            "The first one stands (1.2/%s.dcm); this one is kept as 1.2/%s.dcm."
                .formatted(sha256(1), sha256(2))));
    assertTrue(digests.contains(sha256(1)));
    assertTrue(digests.contains(sha256(2)));
    assertFalse(digests.contains(sha256(3)));
  }

  @Test
  void shouldNotTakeADigestAloneForAKey() {
    assertEquals(0, digests.addFrom("input digest " + sha256(1)));
  }

  @Test
  void shouldCountWhatIsMentionedOftenOnce() {
    for (var i = 0; i < 10_000; i++) {
      digests.addFrom("/" + sha256(i % 3000) + ".dcm");
    }
    assertEquals(3000, digests.size());
    for (var i = 0; i < 3000; i++) {
      assertTrue(digests.contains(sha256(i)));
    }
    assertFalse(digests.contains(sha256(3000)));
  }
}
