package org.seriesflow.rules;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.seriesflow.yaml.Fields;

/** What a rule asks. An attribute that is missing fits nothing but {@code exists: false}. */
sealed interface Condition {
  /** Whether it holds, and why. */
  Judgement judge(Facts facts);

  /** The attributes that it asks for. */
  Stream<String> attributes();

  /**
   * What was found.
   *
   * @param because a sentence without its end, with the values of the header
   */
  record Judgement(boolean holds, String because) {}

  /** Every one of them; the first that does not hold decides. */
  record All(List<Condition> conditions) implements Condition {
    public All {
      conditions = List.copyOf(conditions);
    }

    @Override
    public Judgement judge(Facts facts) {
      var judged = conditions.stream().map(condition -> condition.judge(facts)).toList();
      return judged.stream()
          .filter(judgement -> !judgement.holds())
          .findFirst()
          .orElseGet(() -> new Judgement(true, joined(judged)));
    }

    @Override
    public Stream<String> attributes() {
      return conditions.stream().flatMap(Condition::attributes);
    }
  }

  /** One of them; the first that holds decides. */
  record Any(List<Condition> conditions) implements Condition {
    public Any {
      conditions = List.copyOf(conditions);
    }

    @Override
    public Judgement judge(Facts facts) {
      var judged = conditions.stream().map(condition -> condition.judge(facts)).toList();
      return judged.stream()
          .filter(Judgement::holds)
          .findFirst()
          .orElseGet(() -> new Judgement(false, joined(judged)));
    }

    @Override
    public Stream<String> attributes() {
      return conditions.stream().flatMap(Condition::attributes);
    }
  }

  private static String joined(List<Judgement> judged) {
    return judged.stream().map(Judgement::because).collect(Collectors.joining(", "));
  }

  /** The opposite. */
  record Not(Condition condition) implements Condition {
    @Override
    public Judgement judge(Facts facts) {
      var inner = condition.judge(facts);
      return new Judgement(
          !inner.holds(),
          inner.holds() ? inner.because() + ", which is ruled out" : inner.because());
    }

    @Override
    public Stream<String> attributes() {
      return condition.attributes();
    }
  }

  /** The values of an attribute. */
  record OfAttribute(String attribute, ValueTest test) implements Condition {
    @Override
    public Judgement judge(Facts facts) {
      return judgement(attribute, facts.values(attribute), test);
    }

    @Override
    public Stream<String> attributes() {
      return Stream.of(attribute);
    }
  }

  /** What is known of the series as a whole. */
  record OfSeries(SeriesFact fact, ValueTest test) implements Condition {
    @Override
    public Judgement judge(Facts facts) {
      return judgement(Fields.written(fact), facts.values(fact), test);
    }

    @Override
    public Stream<String> attributes() {
      return Stream.of();
    }
  }

  /** Who sent it. */
  record OfSender(SenderFact fact, ValueTest test) implements Condition {
    @Override
    public Judgement judge(Facts facts) {
      return judgement(Fields.written(fact), facts.values(fact), test);
    }

    @Override
    public Stream<String> attributes() {
      return Stream.of();
    }
  }

  /** No condition. */
  record Always() implements Condition {
    @Override
    public Judgement judge(Facts facts) {
      return new Judgement(true, "it asks nothing");
    }

    @Override
    public Stream<String> attributes() {
      return Stream.of();
    }
  }

  private static Judgement judgement(String subject, List<String> values, ValueTest test) {
    var found = subject + (values.isEmpty() ? " is missing" : " is " + String.join("\\", values));
    boolean fits = test.fits(values);
    return new Judgement(fits, fits ? found : found + ", wanted is " + test.wanted());
  }
}
