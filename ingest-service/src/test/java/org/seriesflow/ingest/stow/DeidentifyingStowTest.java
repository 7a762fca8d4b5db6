package org.seriesflow.ingest.stow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.Deidentifier;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.SendProgress;
import org.seriesflow.dicom.StowSender;
import org.seriesflow.dicom.StowTarget;
import org.seriesflow.ingest.LocalStackResource;
import org.seriesflow.ingest.ShippedService;
import org.seriesflow.ingest.SmallSeries;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.identity.IdentityKey;

/** STOW-RS over HTTP where instances are de-identified on their way in. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
@TestProfile(DeidentifyingStowTest.Deidentifying.class)
class DeidentifyingStowTest {
  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  /** De-identification is on. */
  public static final class Deidentifying implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      try {
        var target = Files.createDirectories(Path.of("target").toAbsolutePath());
        return Map.of(
            "seriesflow.deidentification.enabled",
            "true",
            "seriesflow.deidentification.key",
            KEY,
            "seriesflow.patient-keys.path",
            Files.createTempDirectory(target, "patient-keys-").toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @TestHTTPResource URI address;

  @ConfigProperty(name = "seriesflow.kafka.bootstrap-servers")
  String bootstrapServers;

  @ConfigProperty(name = "seriesflow.registry.url")
  String registryUrl;

  @ConfigProperty(name = "seriesflow.payload-store.path")
  Path payloads;

  @TempDir Path folder;

  private ShippedService service;

  @BeforeEach
  void awaitReady() {
    service = new ShippedService(address, bootstrapServers, registryUrl);
    service.awaitReady();
  }

  @Test
  void shouldAnswerWithTheUidsThatWereSentAndStoreAndLogPseudonymsAlone() throws Exception {
    var files = SmallSeries.write(folder, 1);

    // It holds each file against what the answer says of the UIDs that it sent.
    var report = StowSender.send(files, StowTarget.of(address), SendProgress.SILENT);

    assertEquals(List.of(), report.refused());
    assertEquals(16, report.sent());
    var pseudonym =
        new Deidentifier(IdentityKey.ofBase64(KEY).forUids(), Set.of())
            .pseudonym(SmallSeries.uid(1));
    assertEquals(
        Set.of(pseudonym),
        service.events(Topics.INSTANCES).stream()
            .map(read -> ShippedService.series(read.event()))
            .collect(Collectors.toSet()));
    try (var stored = Files.list(payloads.resolve(pseudonym))) {
      var instances = stored.filter(file -> file.toString().endsWith(".dcm")).toList();
      assertEquals(16, instances.size());
      for (var instance : instances) {
        assertTrue(DicomFiles.isDeidentified(instance), instance::toString);
        assertEquals(pseudonym, DicomFiles.readUids(instance).seriesInstanceUid());
      }
    }
    assertTrue(Files.notExists(payloads.resolve(SmallSeries.uid(1))));
  }
}
