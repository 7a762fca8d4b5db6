package org.seriesflow.streaming;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * The {@code traceparent} header of W3C Trace Context, version 00.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 lower-case hexadecimal digits, not all zero
 * @param flags two hexadecimal digits; 01 is "sampled"
 */
public record Traceparent(String traceId, String spanId, String flags) {
  private static final Pattern FORM =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  /** A new trace. */
  public static Traceparent start() {
    return new Traceparent(randomHex(2), randomHex(1), "01");
  }

  /** Empty where the text is no traceparent: a trace is never worth an error. */
  public static Optional<Traceparent> parse(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()
        || matcher.group(1).matches("0+")
        || matcher.group(2).matches("0+")
        || text.startsWith("ff")) {
      return Optional.empty();
    }
    return Optional.of(new Traceparent(matcher.group(1), matcher.group(2), matcher.group(3)));
  }

  /** The same trace, a new span. */
  public Traceparent child() {
    return new Traceparent(traceId, randomHex(1), flags);
  }

  private static String randomHex(int longs) {
    var hex = new StringBuilder();
    for (int i = 0; i < longs; i++) {
      long value;
      do {
        value = ThreadLocalRandom.current().nextLong();
      } while (value == 0);
      hex.append(HexFormat.of().toHexDigits(value));
    }
    return hex.toString();
  }

  @Override
  public String toString() {
    return "00-" + traceId + "-" + spanId + "-" + flags;
  }
}
