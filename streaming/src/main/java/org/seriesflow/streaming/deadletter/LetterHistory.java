package org.seriesflow.streaming.deadletter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.DeadLetterAction;
import org.seriesflow.events.DeadLetterHandled;
import org.seriesflow.events.RecordHeader;
import org.seriesflow.streaming.deadletter.LetterChain.End;
import org.seriesflow.streaming.deadletter.LetterChain.Letter;

/** Puts letters, decisions and ends together by input. Takes them in any order of topics. */
final class LetterHistory {
  private static final String DEAD_LETTER = "DEAD_LETTER";

  private final Map<LetterId, List<Letter>> letters = new TreeMap<>();
  private final Map<LetterId, List<DeadLetterHandled>> handled = new TreeMap<>();
  private final Map<LetterId, List<End>> ends = new TreeMap<>();

  /**
   * A letter. One about an input that was sent again belongs to the first about it; one of a later
   * stage is a letter of its own, and the end of the redrive that led to it.
   */
  void letter(LetterId id, DeadLetter letter) {
    var headers = headers(letter);
    var redriven = Redrive.ofInput(headers);
    var first = redriven.map(Redrive::letter).orElse(id);
    int attempt = redriven.map(Redrive::attempt).orElse(1);
    letters.computeIfAbsent(first, _ -> new ArrayList<>()).add(new Letter(id, attempt, letter));
    if (redriven.isEmpty()) {
      Redrive.linkOf(headers)
          .ifPresent(
              link -> end(link.letter(), new End(link.attempt(), "dead-letters", DEAD_LETTER, id)));
    }
  }

  /** A decision. */
  void handled(DeadLetterHandled event) {
    handled.computeIfAbsent(LetterId.parse(event.getLetterId()), _ -> new ArrayList<>()).add(event);
  }

  /** An event that ends a revision, where its headers link it to a letter. */
  void end(Headers recordHeaders, String topic, String status, LetterId where) {
    Redrive.linkOf(recordHeaders)
        .ifPresent(link -> end(link.letter(), new End(link.attempt(), topic, status, where)));
  }

  private void end(LetterId letter, End end) {
    ends.computeIfAbsent(letter, _ -> new ArrayList<>()).add(end);
  }

  /** When the first input was sent again, in epoch milliseconds: ends cannot be older. */
  Optional<Long> firstRedriveAt() {
    return handled.values().stream()
        .flatMap(Collection::stream)
        .filter(one -> one.getAction() == DeadLetterAction.REDRIVEN)
        .map(one -> one.getHandledAt().toEpochMilli())
        .min(Long::compare);
  }

  /** All that is known, by first letter. */
  List<LetterChain> chains() {
    return letters.entrySet().stream()
        .map(
            entry ->
                new LetterChain(
                    entry.getKey(),
                    entry.getValue(),
                    handled.getOrDefault(entry.getKey(), List.of()),
                    ends.getOrDefault(entry.getKey(), List.of())))
        .toList();
  }

  private static Headers headers(DeadLetter letter) {
    var headers = new RecordHeaders();
    for (RecordHeader header : letter.getOriginalHeaders()) {
      headers.add(header.getKey(), Bytes.of(header.getValue()));
    }
    return headers;
  }
}
