package org.seriesflow.streaming.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.streaming.Samples;

/** Over an instance of series 1.2.3, revision 0, size 1, without an AE title. */
class EventFilterTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "header.seriesInstanceUid = '1.2.3'",
        "header.revision = 0",
        "header.revision < 1 and payload.size >= 1",
        "header.revision > 0 or payload.size = 1",
        "header.revision > 0 and payload.size = 2 or source = 'UNKNOWN'",
        "(header.revision > 0 or source != 'FILE') and payload.size <= 1",
        "callingAeTitle = null",
        "callingAeTitle != 'ROUTER'",
        "header.mode='LIVE'",
        "header.producer > 'a'"
      })
  void shouldFit(String expression) {
    assertTrue(fits(expression));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "header.seriesInstanceUid = '1.2.4'",
        "header.revision > 0 and (payload.size = 2 or source = 'UNKNOWN')",
        "callingAeTitle = 'ROUTER'",
        "callingAeTitle != null",
        "callingAeTitle > 'A'",
        "payload.size = '1'"
      })
  void shouldNotFit(String expression) {
    assertFalse(fits(expression));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "header.revison = 1 | names 'header.revison', which is no field of EventHeader.",
        "header = 1 | compares 'header', which is no value.",
        "source.kind = 1 | names 'source.kind', which is no field of a value.",
        "payload.size = large | has 'large' where a number, a 'text' in quotes, true, false or null"
            + " belongs.",
        "payload.size like 1 | has 'like' where a comparison belongs.",
        "payload.size = | ends where a value belongs.",
        "(payload.size = 1 | misses a ')'.",
        "payload.size = 1 payload.size = 2 | goes on with 'payload.size'.",
        "payload.size = 'a | cannot be read from ''a' on."
      })
  void shouldSayWhatCannotBeRead(String expression, String why) {
    var refusal =
        assertThrows(
            ReplayRefusedException.class,
            () -> EventFilter.parse(expression, InstanceReceived.getClassSchema()));

    assertEquals("The expression \"%s\" %s".formatted(expression, why), refusal.getMessage());
  }

  @Test
  void shouldLookIntoTheItemsOfArrays() {
    EventFilter.parse("volumes.voxelType = 'INT16'", RoiExtracted.getClassSchema());
  }

  private static boolean fits(String expression) {
    return EventFilter.parse(expression, InstanceReceived.getClassSchema())
        .test(Samples.instance(Samples.SERIES, "1"));
  }
}
