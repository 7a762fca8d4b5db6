package org.seriesflow.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;
import org.seriesflow.rules.Lanes;
import org.seriesflow.rules.RuleReader;

/** Synthetic MR angiographies of 16 slices of 32 × 32: the least that the service is tried with. */
public final class SmallSeries {
  private SmallSeries() {}

  private static SyntheticSpec spec(long seed) {
    return new SyntheticSpec(
        seed, SyntheticSpec.Modality.MRA, SyntheticSpec.Plane.AXIAL, false, 32, 16, 0.9, 1.2);
  }

  /** Writes the one of that seed below the folder. */
  public static List<Path> write(Path folder, long seed) throws IOException {
    return SyntheticSeries.write(folder.resolve("series-" + seed), spec(seed));
  }

  /** What makes an instance urgent, as a site's rules file says it. */
  public static Lanes lanes(Path folder, String condition) throws IOException {
    return RuleReader.read(rules(folder, condition)).lanes();
  }

  /** A rules file that says what makes an instance urgent. */
  static Path rules(Path folder, String condition) throws IOException {
    return Files.writeString(
        folder.resolve("rules.yaml"),
        "format: 1\nname: site\nversion: '7'\nlanes: {stat: {%s}}\n".formatted(condition));
  }

  /** Its Series Instance UID. */
  public static String uid(long seed) {
    return SyntheticSeries.seriesInstanceUid(spec(seed));
  }
}
