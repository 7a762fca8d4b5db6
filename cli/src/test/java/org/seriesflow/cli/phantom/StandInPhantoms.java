package org.seriesflow.cli.phantom;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;
import org.seriesflow.dicom.SyntheticSpec.Modality;
import org.seriesflow.dicom.SyntheticSpec.Plane;

/** Small synthetic series in the layout of models/phantoms, so that tests need none of those. */
public final class StandInPhantoms {
  /** With an aneurysm, and the larger of the two. */
  public static final SyntheticSpec WITH =
      new SyntheticSpec(11, Modality.MRA, Plane.AXIAL, true, 72, 32, 2.6, 4);

  /** Without one, and the smaller of the two. */
  public static final SyntheticSpec WITHOUT =
      new SyntheticSpec(12, Modality.CTA, Plane.AXIAL, false, 64, 32, 3, 4);

  private StandInPhantoms() {}

  /** Writes both series and their list; gives the folder. */
  public static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    zip(folder.resolve("with.zip"), WITH);
    zip(folder.resolve("without.zip"), WITHOUT);
    var aneurysm =
        Map.of("label", "left-mca", "diameterMm", 6.25, "centreLpsMm", List.of(31.5, -4.0, 12.0));
    var list =
        Map.of(
            "synthetic",
            true,
            "generator",
            "a stand-in for tests",
            "series",
            List.of(
                entry("with.zip", WITH, List.of(aneurysm)),
                entry("without.zip", WITHOUT, List.of())));
    Files.writeString(folder.resolve(Phantoms.LIST), new ObjectMapper().writeValueAsString(list));
    return folder;
  }

  private static Map<String, Object> entry(String file, SyntheticSpec spec, List<?> aneurysms) {
    return Map.of(
        "file",
        file,
        "seriesInstanceUid",
        SyntheticSeries.seriesInstanceUid(spec),
        "appearance",
        spec.modality().name(),
        "shape",
        List.of(spec.slices(), spec.rows(), spec.rows()),
        "spacingMm",
        List.of(spec.sliceStepMm(), spec.pixelSpacingMm(), spec.pixelSpacingMm()),
        "aneurysms",
        aneurysms);
  }

  private static void zip(Path archive, SyntheticSpec spec) throws IOException {
    var loose = Files.createTempDirectory("stand-in-");
    var files = new ArrayList<>(SyntheticSeries.write(loose, spec));
    try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (var file : files) {
        zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
        Files.copy(file, zip);
        Files.delete(file);
      }
    }
    Files.delete(loose);
  }
}
