package org.seriesflow.inference.operator;

import java.util.Map;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/** Operator 1: what enters a pipeline. */
public sealed interface Load {

  /** Modes that take what is in this process: volumes that somebody has read already. */
  sealed interface Executable extends Load, Operator.Executable {
    @Override
    default int number() {
      return 1;
    }
  }

  /** The normalised series as it arrives: sorted, rescaled, LPS. */
  record Series() implements Executable {
    @Override
    public String words() {
      return "load (series)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      return Map.of("volume", in.volume("volume"));
    }
  }

  /** Modes that need single instances, or files that nothing here reads. */
  sealed interface Declared extends Load, Operator.Declared {
    @Override
    default int number() {
      return 1;
    }
  }

  /** Which instances of a study are kept. */
  enum Rule {
    /** Those whose slice size and spacing most have. */
    MAJORITY_FILTER,
    /** The largest group of study, frame of reference, modality and orientation. */
    LARGEST_GROUP
  }

  /** Drops instances of a study by a rule. */
  record Filter(Rule rule) implements Declared {
    @Override
    public String words() {
      return "load (" + (rule == Rule.MAJORITY_FILTER ? "majority-filter" : "largest-group") + ")";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      return Map.of("study", in.study("study"));
    }
  }

  /** One multi-frame object as a volume. */
  record MultiFrame() implements Declared {
    @Override
    public String words() {
      return "load (multi-frame)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      in.study("study");
      return Map.of("volume", new ValueType.Volume());
    }
  }

  /** The time points of a 4D series, each a volume. */
  record SplitTime() implements Declared {
    @Override
    public String words() {
      return "load (split-4d)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      in.study("study");
      return Map.of("volumes", new ValueType.Items(new ValueType.Volume()));
    }
  }

  /**
   * One series of a study.
   *
   * @param series the name under which the series stands in the study
   */
  record StudyJoin(String series) implements Executable {
    @Override
    public String words() {
      return "load (study-join)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      in.study("study");
      return Map.of("volume", new ValueType.Volume());
    }
  }

  /** File formats other than DICOM. */
  enum Format {
    NIFTI,
    MRC,
    TIFF_STACK
  }

  /** A volume from a file that is not DICOM. */
  record FromFile(Format format) implements Declared {
    @Override
    public String words() {
      return switch (format) {
        case NIFTI -> "load (nifti)";
        case MRC -> "load (mrc)";
        case TIFF_STACK -> "load (tiff-stack)";
      };
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      in.study("study");
      return Map.of("volume", new ValueType.Volume());
    }
  }
}
