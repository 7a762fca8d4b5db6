package org.seriesflow.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The end of one series revision; its JSON form is a contract (README). Probabilities are 0 to 1.
 *
 * @param reasonCode stable code, null where PREDICTED
 * @param presence probability of the label whose role is PRESENCE, null where no network ran
 * @param locations probability by location label in the package's order, empty where no network was
 *     asked; a value is null where no network ran to its end or where the label is sided and
 *     geometry was guessed
 * @param modality probability by modality label, null where the package has none
 * @param volume the normalised volume whose voxels the region counts in, null where the event
 *     states none
 * @param roi where the classifier looked, null where it did not
 * @param logits logit by label, only where asked for
 * @param truth what is really in the series, only where it is a phantom
 */
@JsonPropertyOrder({
  "seriesInstanceUid",
  "revision",
  "status",
  "reasonCode",
  "reason",
  "presence",
  "locations",
  "modality",
  "volume",
  "roi",
  "models",
  "millis",
  "logits",
  "truth"
})
public record SeriesResult(
    String seriesInstanceUid,
    int revision,
    SeriesStatus status,
    String reasonCode,
    String reason,
    Double presence,
    Map<String, Double> locations,
    Map<String, Double> modality,
    Volume volume,
    Roi roi,
    Models models,
    Millis millis,
    @JsonInclude(JsonInclude.Include.NON_NULL) Map<String, Double> logits,
    @JsonInclude(JsonInclude.Include.NON_NULL) Truth truth) {

  /** Copies the maps, keeping the package's label order and null values. */
  public SeriesResult {
    Objects.requireNonNull(seriesInstanceUid, "seriesInstanceUid");
    Objects.requireNonNull(status, "status");
    locations = Collections.unmodifiableMap(new LinkedHashMap<>(locations));
    modality = modality == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(modality));
    logits = logits == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(logits));
  }

  /** A result without scores: the series was skipped or failed. */
  public static SeriesResult withoutScores(
      String seriesInstanceUid,
      int revision,
      SeriesStatus status,
      String reasonCode,
      String reason,
      Models models,
      Millis millis) {
    return new SeriesResult(
        seriesInstanceUid,
        revision,
        status,
        reasonCode,
        reason,
        null,
        Map.of(),
        null,
        null,
        null,
        models,
        millis,
        null,
        null);
  }

  /** The same result with the truth beside it. */
  public SeriesResult with(Truth known) {
    return new SeriesResult(
        seriesInstanceUid,
        revision,
        status,
        reasonCode,
        reason,
        presence,
        locations,
        modality,
        volume,
        roi,
        models,
        millis,
        logits,
        known);
  }

  /**
   * The normalised volume. Array order [z,y,x]; x runs towards the patient's Left, y towards
   * Posterior, z towards Superior, as nearly as the series' own axes do.
   *
   * @param shape voxels on each array axis, [z,y,x]
   * @param spacingMm distances of neighbouring voxel centres, [z,y,x]
   * @param indexToLps row-major 4×4 matrix: column (x, y, z, 1) of voxel indices to LPS mm, voxel
   *     centres at whole indices
   * @param geometryEstimated whether position or orientation were guessed; the matrix then is no
   *     place in the patient
   */
  public record Volume(
      List<Integer> shape,
      List<Double> spacingMm,
      List<Double> indexToLps,
      boolean geometryEstimated) {}

  /**
   * A half-open voxel box in the normalised volume and what encloses it in patient space.
   *
   * @param minMm [x,y,z] in LPS mm of the outer voxel edges, for display only; null where geometry
   *     was estimated
   * @param maxMm as minMm
   */
  public record Roi(Box voxelBox, List<Double> minMm, List<Double> maxMm) {}

  /**
   * Half-open, [z,y,x].
   *
   * @param min inclusive
   * @param max exclusive
   */
  public record Box(List<Integer> min, List<Integer> max) {}

  /** Packages as id@version; null where the stage was not reached. */
  public record Models(String roi, String classifier) {
    /** No stage with a package was reached. */
    public static final Models NONE = new Models(null, null);
  }

  /**
   * Wall-clock milliseconds in each stage, waits between the stages in the total alone; null where
   * not reached.
   */
  public record Millis(
      Double assembly, Double normalisation, Double roi, Double classification, Double total) {
    /** No stage was reached. */
    public static final Millis NONE = new Millis(null, null, null, null, null);
  }
}
