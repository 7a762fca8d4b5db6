package org.seriesflow.benchmarks.intake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.seriesflow.benchmarks.ScratchFolder;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.InstanceUids;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;

/**
 * As many CT slices as are wanted, each an instance of its own: copies of a few computed ones
 * (labelled synthetic), with new UIDs of the same length. Their positions repeat, so that a series
 * of them is no volume: what is measured is reception.
 */
public final class SyntheticSlices {
  private static final int DRAWN = 16;
  private static final String UUID_ROOT = "2.25.";

  /**
   * More than the header of a computed slice takes, and less than searching all its pixels would
   * cost.
   */
  private static final int HEADER_BYTES = 8192;

  private final List<Drawn> drawn;
  private final Random random;

  private SyntheticSlices(List<Drawn> drawn, long seed) {
    this.drawn = drawn;
    random = new Random(seed);
  }

  /**
   * Draws the few.
   *
   * @param rows rows and columns of a slice; two bytes a pixel
   * @param seed of their UIDs: the same gives the same
   */
  public static SyntheticSlices of(int rows, long seed) throws IOException {
    try (var folder = new ScratchFolder()) {
      var spec =
          new SyntheticSpec(
              seed,
              SyntheticSpec.Modality.CTA,
              SyntheticSpec.Plane.AXIAL,
              false,
              rows,
              DRAWN,
              200.0 / rows,
              .6);
      var drawn = new ArrayList<Drawn>();
      for (var file : SyntheticSeries.write(folder.path().resolve("drawn"), spec)) {
        var uids = DicomFiles.readUids(file);
        drawn.add(new Drawn(Files.readAllBytes(file), uids));
      }
      return new SyntheticSlices(drawn, seed);
    }
  }

  /** Bytes of one file. */
  public int bytes() {
    return drawn.getFirst().bytes.length;
  }

  /**
   * Writes instances that were never written before, all of one new series.
   *
   * @param folder made where it is missing
   */
  public List<Path> writeSeries(Path folder, int instances) throws IOException {
    Files.createDirectories(folder);
    var series = newUid(drawn.getFirst().uids.seriesInstanceUid().length());
    var files = new ArrayList<Path>();
    for (int i = 0; i < instances; i++) {
      var one = drawn.get(i % drawn.size());
      var instance = newUid(one.uids.sopInstanceUid().length());
      files.add(Files.write(folder.resolve(i + ".dcm"), one.renamed(series, instance)));
    }
    return files;
  }

  private String newUid(int length) {
    var uid = new StringBuilder(UUID_ROOT).append(1 + random.nextInt(9));
    while (uid.length() < length) {
      uid.append(random.nextInt(10));
    }
    return uid.toString();
  }

  /** A computed slice. */
  private static final class Drawn {
    private final byte[] bytes;
    private final InstanceUids uids;

    Drawn(byte[] bytes, InstanceUids uids) {
      this.bytes = bytes;
      this.uids = uids;
    }

    /** A copy under UIDs that are as long as its own. */
    byte[] renamed(String series, String instance) {
      var copy = bytes.clone();
      replace(copy, uids.seriesInstanceUid(), series);
      replace(copy, uids.sopInstanceUid(), instance);
      return copy;
    }

    private static void replace(byte[] bytes, String text, String other) {
      var from = text.getBytes(StandardCharsets.US_ASCII);
      var to = other.getBytes(StandardCharsets.US_ASCII);
      int end = Math.min(bytes.length, HEADER_BYTES) - from.length;
      for (int i = 0; i <= end; i++) {
        if (Arrays.equals(bytes, i, i + from.length, from, 0, from.length)) {
          System.arraycopy(to, 0, bytes, i, to.length);
        }
      }
    }
  }
}
