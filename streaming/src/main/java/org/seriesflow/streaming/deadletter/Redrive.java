package org.seriesflow.streaming.deadletter;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * A redrive, as the headers of a record say it. The address (stage, application) stands on the
 * input that is sent again and nowhere else; the link (letter, attempt) is passed on by every stage
 * to all that follows, up to the event that ends the revision.
 *
 * @param letter the first letter about the input
 * @param attempt how often the input is worked on with this, from 2
 */
public record Redrive(LetterId letter, int attempt) {
  /** The first letter about the input, as {@link LetterId} writes it. */
  public static final String OF = "seriesflow-redrive-of";

  /** The attempt, decimal. */
  public static final String ATTEMPT = "seriesflow-redrive-attempt";

  /** The stage that is to work on the input. */
  public static final String STAGE = "seriesflow-redrive-stage";

  /** The application that is to work on it; any with that stage where it is absent. */
  public static final String APPLICATION = "seriesflow-redrive-application";

  private static final Set<String> ALL = Set.of(OF, ATTEMPT, STAGE, APPLICATION);
  private static final Set<String> ADDRESS = Set.of(STAGE, APPLICATION);

  /** The link on a record; empty where nobody redrove what led to it, or the headers are none. */
  public static Optional<Redrive> linkOf(Headers headers) {
    var letter = text(headers, OF);
    var attempt = text(headers, ATTEMPT);
    if (letter.isEmpty() || attempt.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Redrive(LetterId.parse(letter.get()), Integer.parseInt(attempt.get())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The same on an input that was itself sent again, not on what followed from one. */
  static Optional<Redrive> ofInput(Headers headers) {
    return text(headers, STAGE).isEmpty() ? Optional.empty() : linkOf(headers);
  }

  /** Whether the record was sent again for another stage or application: then it is let pass. */
  public static boolean isForAnother(Headers headers, String stage, String applicationId) {
    return text(headers, STAGE).filter(wanted -> !wanted.equals(stage)).isPresent()
        || text(headers, APPLICATION).filter(wanted -> !wanted.equals(applicationId)).isPresent();
  }

  /** Whether a header says where a redrive goes, which nothing that follows may carry. */
  public static boolean isAddress(Header header) {
    return ADDRESS.contains(header.key());
  }

  static boolean isRedrive(String key) {
    return ALL.contains(key);
  }

  /** The headers of the input that is sent again, besides its own. */
  List<Header> headers(String stage, Optional<String> applicationId) {
    var link = List.<Header>of(header(OF, letter.toString()), header(ATTEMPT, "" + attempt));
    var address =
        applicationId
            .map(id -> List.<Header>of(header(STAGE, stage), header(APPLICATION, id)))
            .orElseGet(() -> List.of(header(STAGE, stage)));
    return Stream.concat(link.stream(), address.stream()).toList();
  }

  private static Header header(String key, String value) {
    return new RecordHeader(key, value.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<String> text(Headers headers, String key) {
    return Optional.ofNullable(headers.lastHeader(key))
        .map(Header::value)
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }
}
