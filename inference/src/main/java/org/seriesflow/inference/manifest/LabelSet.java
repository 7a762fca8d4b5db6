package org.seriesflow.inference.manifest;

import java.util.List;
import java.util.Optional;
import org.seriesflow.yaml.Source;

/**
 * The labels of one output, in the order of its channels.
 *
 * @param name the name by which tensors and steps refer to the set
 * @param role what the labels say about the series
 */
public record LabelSet(String name, Role role, List<Label> labels, Source source) {

  /** What the labels of a set say. */
  public enum Role {
    /** Whether the finding is there at all. */
    PRESENCE,
    /** Where the finding is. */
    LOCATION,
    /** What kind of acquisition the series is. */
    MODALITY,
    /** A finding of its own, among several. */
    FINDING,
    /** How severe the finding is. */
    SEVERITY,
    /** Which structure a voxel, box or point belongs to. */
    STRUCTURE,
    /** Numbers between two steps that are no finding. */
    INTERMEDIATE
  }

  /** The patient's side of a label. */
  public enum Laterality {
    LEFT,
    RIGHT,
    /** Midline, both sides or without a side. */
    NONE;

    /** The side after mirroring left and right. */
    public Laterality mirrored() {
      return switch (this) {
        case LEFT -> RIGHT;
        case RIGHT -> LEFT;
        case NONE -> NONE;
      };
    }
  }

  /**
   * A concept of a coding scheme (DICOM PS3.16 section 8).
   *
   * @param scheme coding scheme designator, for example {@code SCT}
   * @param value code value
   * @param meaning code meaning
   */
  public record Code(String scheme, String value, String meaning) {}

  /**
   * One label.
   *
   * @param id stable key in events
   * @param name the words for people
   * @param laterality the patient's side that the label names
   * @param codes codes of the anatomy or finding; the side stands in {@code laterality}
   */
  public record Label(String id, String name, Laterality laterality, List<Code> codes) {
    public Label {
      codes = List.copyOf(codes);
    }

    /** Whether the label means something only while left and right are known. */
    public boolean isSided() {
      return laterality != Laterality.NONE;
    }
  }

  public LabelSet {
    labels = List.copyOf(labels);
  }

  /** The label with that id. */
  public Optional<Label> find(String id) {
    return labels.stream().filter(label -> label.id().equals(id)).findFirst();
  }

  /** Number of labels. */
  public int size() {
    return labels.size();
  }
}
