package org.seriesflow.rules;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.OptionalDouble;

/** What is asked of the values of an attribute or a fact. One value that fits is enough. */
sealed interface ValueTest {
  /** Whether the values fit; none are there where the attribute is missing. */
  boolean fits(List<String> values);

  /** What is asked, for people. */
  String wanted();

  /** One of these, as texts, or as numbers where both are. */
  record OneOf(List<String> texts) implements ValueTest {
    public OneOf {
      texts = List.copyOf(texts);
    }

    @Override
    public boolean fits(List<String> values) {
      return values.stream().anyMatch(v -> texts.stream().anyMatch(text -> same(v, text)));
    }

    private static boolean same(String value, String text) {
      if (value.equals(text)) {
        return true;
      }
      var number = Numbers.parse(value);
      return number.isPresent() && number.equals(Numbers.parse(text));
    }

    @Override
    public String wanted() {
      return String.join(" or ", texts);
    }
  }

  /**
   * A regular expression that is found somewhere in a value. RE2's syntax: its time is linear in
   * the value, so that no expression and no header can stop the stream.
   */
  record Matches(Pattern pattern) implements ValueTest {
    @Override
    public boolean fits(List<String> values) {
      return values.stream().anyMatch(value -> pattern.matcher(value).find());
    }

    @Override
    public String wanted() {
      return "/" + pattern.pattern() + "/";
    }
  }

  /** A number between bounds, which belong to it; one of them may be missing. */
  record Range(OptionalDouble from, OptionalDouble to) implements ValueTest {
    @Override
    public boolean fits(List<String> values) {
      return values.stream().anyMatch(value -> holds(Numbers.parse(value)));
    }

    private boolean holds(OptionalDouble value) {
      return value.isPresent()
          && value.getAsDouble() >= from.orElse(Double.NEGATIVE_INFINITY)
          && value.getAsDouble() <= to.orElse(Double.POSITIVE_INFINITY);
    }

    @Override
    public String wanted() {
      var least = from.isPresent() ? "from " + from.getAsDouble() : "";
      var most = to.isPresent() ? "to " + to.getAsDouble() : "";
      return (least + " " + most).strip();
    }
  }

  /** A value is there, or none is. */
  record Exists(boolean there) implements ValueTest {
    @Override
    public boolean fits(List<String> values) {
      return values.isEmpty() != there;
    }

    @Override
    public String wanted() {
      return there ? "any value" : "none";
    }
  }
}
