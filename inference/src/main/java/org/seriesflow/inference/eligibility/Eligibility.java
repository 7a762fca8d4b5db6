package org.seriesflow.inference.eligibility;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which series a package is for, as its manifest declares it. Immutable and thread-safe.
 *
 * @param anatomy the part of the body
 * @param refusedImageTypes values of Image Type (PS3.3 C.7.6.1.1.2) that no series may have
 * @param sequences the kinds of acquisition; one must match
 * @param geometry size and slice step
 */
public record Eligibility(
    Anatomy anatomy, List<String> refusedImageTypes, List<Sequence> sequences, Limits geometry) {

  /**
   * The part of the body.
   *
   * @param bodyParts values of Body Part Examined that fit
   * @param words words in descriptions that say the same where Body Part Examined is missing
   * @param refusedWords words in descriptions that name other anatomy
   */
  public record Anatomy(List<String> bodyParts, List<String> words, List<String> refusedWords) {
    public Anatomy {
      bodyParts = List.copyOf(bodyParts);
      words = List.copyOf(words);
      refusedWords = List.copyOf(refusedWords);
    }
  }

  /**
   * A kind of acquisition.
   *
   * @param id its name in results
   * @param modality value of Modality
   * @param signs what it is recognised by; one is enough
   */
  public record Sequence(String id, String modality, List<Sign> signs) {
    public Sequence {
      signs = List.copyOf(signs);
    }
  }

  /** Bounds that include their ends; extents are those of the least and the greatest axis. */
  public record Limits(
      double leastSliceStepMm,
      double greatestSliceStepMm,
      double leastExtentMm,
      double greatestExtentMm) {}

  public Eligibility {
    refusedImageTypes = List.copyOf(refusedImageTypes);
    sequences = List.copyOf(sequences);
  }

  /**
   * Judges a series. Anatomy that is named and does not fit always refuses; only anatomy that is
   * not named at all is undetermined.
   */
  public Verdict check(SeriesEvidence series) {
    var refused =
        refuseModality(series)
            .or(() -> refuseImageType(series))
            .or(() -> refuseAnatomy(series))
            .or(() -> refuseGeometry(series.geometry()));
    if (refused.isPresent()) {
      return new Verdict.NotEligible(refused.get());
    }
    for (var sequence : sequences) {
      if (!series.modality().equals(Optional.of(sequence.modality()))) {
        continue;
      }
      for (var sign : sequence.signs()) {
        var seen = sign.seenIn(series);
        if (seen.isPresent()) {
          return judgeAnatomy(series, sequence, seen.get());
        }
      }
    }
    return new Verdict.NotEligible(
        "Nothing in the series shows that it is one of "
            + sequences.stream().map(Sequence::id).collect(Collectors.joining(", "))
            + ": "
            + described(series)
            + ".");
  }

  private Verdict judgeAnatomy(SeriesEvidence series, Sequence sequence, String seen) {
    var evidence = new ArrayList<String>();
    evidence.add("Modality is " + sequence.modality());
    evidence.add(seen);
    var bodyPart = series.bodyPartExamined();
    if (bodyPart.isPresent()) {
      evidence.add("BodyPartExamined is " + bodyPart.get());
      return new Verdict.Eligible(sequence.id(), evidence);
    }
    for (var text : texts(series).toList()) {
      var word = Words.first(anatomy.words(), text);
      if (word.isPresent()) {
        evidence.add(
            "BodyPartExamined is missing, but '" + text + "' contains '" + word.get() + "'");
        return new Verdict.Eligible(sequence.id(), evidence);
      }
    }
    return new Verdict.Undetermined(
        "BodyPartExamined is missing and no description names the part of the body: "
            + described(series)
            + ".",
        sequence.id());
  }

  private Optional<String> refuseModality(SeriesEvidence series) {
    var fitting = sequences.stream().map(Sequence::modality).distinct().sorted().toList();
    if (series.modality().isPresent() && fitting.contains(series.modality().get())) {
      return Optional.empty();
    }
    return Optional.of(
        "Modality is "
            + series.modality().orElse("missing")
            + "; the package is for "
            + String.join(", ", fitting)
            + ".");
  }

  private Optional<String> refuseImageType(SeriesEvidence series) {
    return series.imageType().stream()
        .filter(refusedImageTypes::contains)
        .findFirst()
        .map(value -> "ImageType contains " + value + ", which the package is not for.");
  }

  private Optional<String> refuseAnatomy(SeriesEvidence series) {
    var bodyPart = series.bodyPartExamined().map(value -> value.toUpperCase(Locale.ROOT));
    if (bodyPart.isPresent() && !anatomy.bodyParts().contains(bodyPart.get())) {
      return Optional.of(
          "BodyPartExamined is "
              + bodyPart.get()
              + "; the package is for "
              + String.join(", ", anatomy.bodyParts())
              + ".");
    }
    for (var text : seriesTexts(series).toList()) {
      var word = Words.first(anatomy.refusedWords(), text);
      if (word.isPresent()) {
        return Optional.of(
            "'" + text + "' contains '" + word.get() + "', which names other anatomy.");
      }
    }
    var study = series.studyDescription();
    boolean otherStudy =
        bodyPart.isEmpty()
            && study.isPresent()
            && Words.first(anatomy.refusedWords(), study.get()).isPresent()
            && Words.first(anatomy.words(), study.get()).isEmpty();
    return otherStudy
        ? Optional.of("StudyDescription '" + study.get() + "' names other anatomy.")
        : Optional.empty();
  }

  private Optional<String> refuseGeometry(SeriesEvidence.Grid grid) {
    double step = grid.sliceStepMm();
    if (step < geometry.leastSliceStepMm() || step > geometry.greatestSliceStepMm()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "The slice step is %.3f mm; the package is for %.3f to %.3f mm.",
              step,
              geometry.leastSliceStepMm(),
              geometry.greatestSliceStepMm()));
    }
    if (grid.leastExtentMm() < geometry.leastExtentMm()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "The volume is %.1f mm at its thinnest; the package needs %.1f mm.",
              grid.leastExtentMm(),
              geometry.leastExtentMm()));
    }
    if (grid.greatestExtentMm() > geometry.greatestExtentMm()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "The volume is %.1f mm at its longest; the package takes up to %.1f mm.",
              grid.greatestExtentMm(),
              geometry.greatestExtentMm()));
    }
    return Optional.empty();
  }

  private static Stream<String> seriesTexts(SeriesEvidence series) {
    return Stream.of(series.seriesDescription(), series.protocolName()).flatMap(Optional::stream);
  }

  private static Stream<String> texts(SeriesEvidence series) {
    return Stream.concat(seriesTexts(series), series.studyDescription().stream());
  }

  private static String described(SeriesEvidence series) {
    return "Modality "
        + series.modality().orElse("missing")
        + ", SeriesDescription '"
        + series.seriesDescription().orElse("")
        + "', ProtocolName '"
        + series.protocolName().orElse("")
        + "', SequenceName '"
        + series.sequenceName().orElse("")
        + "', ContrastBolusAgent '"
        + series.contrastAgent().orElse("")
        + "', AngioFlag "
        + (series.angioFlag() ? "Y" : "not set");
  }
}
