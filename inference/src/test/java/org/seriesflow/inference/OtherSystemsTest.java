package org.seriesflow.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.seriesflow.inference.manifest.ManifestReader;
import org.seriesflow.yaml.RefusedFileException;

/** Published systems whose structure the vocabulary carries, though not all of it runs yet. */
final class OtherSystemsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rsna2025-first | 1 load (majority-filter); 13 components (dbscan)",
        "lumbar-second | 8 project (world-points);"
            + " 14 peaks (argmax); 15 detections (decode); 18 calibrate (multiplier)",
        "czii-fourth | 1 load (mrc); 14 peaks (non-maximum); 15 detections (transform-points)"
      })
  void shouldCheckTheManifestAndRefuseToRunItByNamingWhatIsMissing(String id, String missing)
      throws IOException {
    var manifest = folder.resolve("manifest.yaml");
    Files.copy(ReferencePackages.resources().resolve("systems/" + id + ".yaml"), manifest);
    Files.writeString(folder.resolve("MODEL_CARD.md"), "A placeholder.");
    for (var model : ManifestReader.read(manifest).models().values()) {
      Files.writeString(model.file(), "not a network\n");
    }
    var loaded = ModelPackage.load(folder);
    assertEquals(id, loaded.id());
    var refusal =
        assertThrows(
            RefusedFileException.class,
            () -> Pipeline.open(loaded, ExecutionSettings.cpu()).close());
    for (var operator : List.of(missing.split("; ?"))) {
      assertTrue(refusal.getMessage().contains(operator.strip()), refusal.getMessage());
    }
    assertEquals(manifest, refusal.file());
    assertTrue(refusal.line() > 0);
  }
}
