package org.seriesflow.streaming.deadletter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.DeadLetterAction;
import org.seriesflow.events.DeadLetterHandled;
import org.seriesflow.events.RecordHeader;
import org.seriesflow.streaming.Samples;
import org.seriesflow.streaming.deadletter.LetterChain.State;

class LetterHistoryTest {
  private static final LetterId FIRST = new LetterId(3, 1042);

  private final LetterHistory history = new LetterHistory();

  @Test
  void shouldHoldALetterOpenThatNobodyDecidedAbout() {
    history.letter(FIRST, letter(List.of()));

    assertEquals(State.OPEN, only().state());
    assertEquals(1, only().attempts());
  }

  @Test
  void shouldHoldALetterRedrivenAsLongAsNothingCame() {
    history.letter(FIRST, letter(List.of()));
    history.handled(handled(DeadLetterAction.REDRIVEN, 2));

    assertEquals(State.REDRIVEN, only().state());
    assertEquals(2, only().attempts());
  }

  @Test
  void shouldOpenAgainAnInputThatFailsAgainAndCountItsAttempts() {
    history.letter(FIRST, letter(List.of()));
    history.handled(handled(DeadLetterAction.REDRIVEN, 2));
    history.letter(new LetterId(3, 1050), letter(redriven(2)));

    assertEquals(State.OPEN, only().state());
    assertEquals(2, only().attempts());
    assertEquals(FIRST, only().id());
  }

  @Test
  void shouldKeepTheFirstLettersNameWhereRetentionHasDeletedIt() {
    history.letter(new LetterId(3, 1050), letter(redriven(2)));

    assertEquals(FIRST, only().id());
    assertEquals(State.OPEN, only().state());
  }

  @Test
  void shouldEndALetterByTheEventThatItsRedriveLedTo() {
    history.letter(FIRST, letter(List.of()));
    history.handled(handled(DeadLetterAction.REDRIVEN, 2));
    history.end(link(2), "predictions", "SUPERSEDED", new LetterId(3, 7));

    assertEquals(State.ENDED, only().state());
    assertEquals("SUPERSEDED", only().end().orElseThrow().status());
  }

  @Test
  void shouldTakeALetterOfALaterStageForTheEndOfTheRedriveAndForALetterOfItsOwn() {
    history.letter(FIRST, letter(List.of()));
    history.handled(handled(DeadLetterAction.REDRIVEN, 2));
    var later = new LetterId(3, 1060);
    history.letter(
        later, letter(List.of(header(Redrive.OF, "3-1042"), header(Redrive.ATTEMPT, "2"))));

    var chains = history.chains();
    assertEquals(
        List.of(State.ENDED, State.OPEN), chains.stream().map(LetterChain::state).toList());
    assertEquals(later, chains.getFirst().end().orElseThrow().where());
  }

  @Test
  void shouldNotTakeAnEndOfAnEarlierAttemptForThatOfTheLast() {
    history.letter(FIRST, letter(List.of()));
    history.handled(handled(DeadLetterAction.REDRIVEN, 2));
    history.end(link(2), "predictions", "FAILED", new LetterId(3, 7));
    history.letter(new LetterId(3, 1050), letter(redriven(2)));
    history.handled(handled(DeadLetterAction.REDRIVEN, 3));

    assertEquals(State.REDRIVEN, only().state());
  }

  @Test
  void shouldLeaveADiscardedLetterDiscarded() {
    history.letter(FIRST, letter(List.of()));
    history.handled(handled(DeadLetterAction.DISCARDED, 1));

    assertEquals(State.DISCARDED, only().state());
  }

  @Test
  void shouldRefuseANameThatIsNone() {
    var refusal = assertThrows(IllegalArgumentException.class, () -> LetterId.parse("3/1042"));

    assertEquals(
        "'3/1042' names no dead letter; they are written PARTITION-OFFSET, as in 3-1042",
        refusal.getMessage());
  }

  private LetterChain only() {
    assertEquals(1, history.chains().size());
    return history.chains().getFirst();
  }

  private static List<RecordHeader> redriven(int attempt) {
    return new Redrive(FIRST, attempt)
        .headers("roi", Optional.of("roi-service")).stream()
            .map(h -> new RecordHeader(h.key(), ByteBuffer.wrap(h.value())))
            .toList();
  }

  private static Headers link(int attempt) {
    return new RecordHeaders()
        .add(Redrive.OF, FIRST.toString().getBytes(StandardCharsets.UTF_8))
        .add(Redrive.ATTEMPT, Integer.toString(attempt).getBytes(StandardCharsets.UTF_8));
  }

  private static RecordHeader header(String key, String value) {
    return new RecordHeader(key, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
  }

  static DeadLetter letter(List<RecordHeader> headers) {
    return DeadLetter.newBuilder()
        .setHeader(Samples.header(Samples.SERIES, 1))
        .setCauseCode("PAYLOAD_MISSING")
        .setCause("Gone.")
        .setStage("roi")
        .setEndsRevision(true)
        .setTopic("volumes")
        .setPartition(0)
        .setOffset(1)
        .setTimestamp(Samples.NOON)
        .setOriginalHeaders(headers)
        .setFailedAt(Samples.NOON)
        .setProducer("test@1")
        .build();
  }

  private static DeadLetterHandled handled(DeadLetterAction action, int attempt) {
    return DeadLetterHandled.newBuilder()
        .setLetterId(FIRST.toString())
        .setAction(action)
        .setAttempt(attempt)
        .setHandledAt(Samples.NOON)
        .build();
  }
}
