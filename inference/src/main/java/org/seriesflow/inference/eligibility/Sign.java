package org.seriesflow.inference.eligibility;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Something by which a sequence is recognised. */
public sealed interface Sign {

  /** The sentence that says what was seen; empty where the sign is not there. */
  Optional<String> seenIn(SeriesEvidence series);

  /** One of the words in series description, protocol name or sequence name. */
  record AnyWord(List<String> words) implements Sign {
    public AnyWord {
      words = List.copyOf(words);
    }

    @Override
    public Optional<String> seenIn(SeriesEvidence series) {
      return find(words, "SeriesDescription", series.seriesDescription())
          .or(() -> find(words, "ProtocolName", series.protocolName()))
          .or(() -> find(words, "SequenceName", series.sequenceName()));
    }
  }

  /** None of the words in series description, protocol name or sequence name. */
  record Without(List<String> words) implements Sign {
    public Without {
      words = List.copyOf(words);
    }

    @Override
    public Optional<String> seenIn(SeriesEvidence series) {
      return new AnyWord(words).seenIn(series).isPresent()
          ? Optional.empty()
          : Optional.of("none of the words " + String.join(", ", words) + " is there");
    }
  }

  /** A contrast agent in the header, other than the word for none. */
  record ContrastAgent(List<String> wordsForNone) implements Sign {
    public ContrastAgent {
      wordsForNone = List.copyOf(wordsForNone);
    }

    @Override
    public Optional<String> seenIn(SeriesEvidence series) {
      return series
          .contrastAgent()
          .filter(agent -> Words.first(wordsForNone, agent).isEmpty())
          .map(agent -> "ContrastBolusAgent is '" + agent + "'");
    }
  }

  /** The scanner says that the series is an angiogram. */
  record AngioFlag() implements Sign {
    @Override
    public Optional<String> seenIn(SeriesEvidence series) {
      return series.angioFlag() ? Optional.of("AngioFlag is Y") : Optional.empty();
    }
  }

  /** All of several signs. */
  record All(List<Sign> signs) implements Sign {
    public All {
      signs = List.copyOf(signs);
    }

    @Override
    public Optional<String> seenIn(SeriesEvidence series) {
      var seen = new ArrayList<String>();
      for (var sign : signs) {
        var sentence = sign.seenIn(series);
        if (sentence.isEmpty()) {
          return Optional.empty();
        }
        seen.add(sentence.get());
      }
      return Optional.of(String.join(" and ", seen));
    }
  }

  private static Optional<String> find(
      List<String> words, String attribute, Optional<String> value) {
    return value.flatMap(
        text ->
            Words.first(words, text)
                .map(word -> attribute + " '" + text + "' contains '" + word + "'"));
  }
}
