package org.seriesflow.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventHeadersTest {
  private final Clock clock = Clock.fixed(Samples.NOON.plus(Duration.ofSeconds(1)), ZoneOffset.UTC);

  @Test
  void shouldKeepTheIdentityAndNameTheNewProducer() {
    var input = Samples.header("1.2.3", 4);
    var output = EventHeaders.following(input, "roi-service@2", clock);
    assertEquals("1.2.3", output.getSeriesInstanceUid());
    assertEquals(4, output.getRevision());
    assertEquals(input.getCorrelationId(), output.getCorrelationId());
    assertEquals("roi-service@2", output.getProducer());
    assertEquals(clock.instant(), output.getProducedAt());
  }

  @Test
  void shouldStartATraceWhereTheInputHasNone() {
    var input = Samples.header("1.2.3", 1);
    input.setTraceparent(null);
    var output = EventHeaders.following(input, "x@1", clock);
    assertTrue(Traceparent.parse(output.getTraceparent()).isPresent());
  }

  @Test
  void shouldReadTheHeaderOfAnyEvent() {
    assertEquals(
        Optional.of(Samples.header("1.2.3", 0)), EventHeaders.of(Samples.instance("1.2.3", "1")));
  }

  @Test
  void shouldKeepTheTraceAndChangeTheSpanOfAChild() {
    var parent = Traceparent.start();
    var child = parent.child();
    assertEquals(parent.traceId(), child.traceId());
    assertNotEquals(parent.spanId(), child.spanId());
    assertEquals(Optional.of(child), Traceparent.parse(child.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01"
      })
  void shouldTakeAnInvalidTraceparentForNone(String text) {
    assertEquals(Optional.empty(), Traceparent.parse(text));
  }

  @Test
  void shouldDoublePausesUpToTheLongest() {
    var backoff =
        new Backoff(Duration.ofMillis(100), Duration.ofMillis(350), Duration.ofSeconds(9));
    assertEquals(Duration.ofMillis(100), backoff.before(1));
    assertEquals(Duration.ofMillis(200), backoff.before(2));
    assertEquals(Duration.ofMillis(350), backoff.before(3));
    assertEquals(Duration.ofMillis(350), backoff.before(1000));
  }

  @Test
  void shouldShowAnEventAsPlainJson() {
    var json = EventJson.of(Samples.instance("1.2.3", "1.2.3.1"));
    assertEquals("1.2.3", json.path("header").path("seriesInstanceUid").asText());
    assertEquals("LIVE", json.path("header").path("mode").asText());
    assertEquals("2026-11-20T12:00:00Z", json.path("receivedAt").asText());
    assertTrue(json.path("callingAeTitle").isNull());
    assertEquals(1, json.path("payload").path("size").asLong());
  }
}
