package org.seriesflow.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.PeerPolicy;
import org.seriesflow.dicom.ReceiverSettings;
import org.seriesflow.dicom.ReceiverTimeouts;

/** What the configuration of the receiver comes to, and what refuses the start. */
class ReceiverConfigurationTest {
  @TempDir Path folder;

  private static ReceiverSettings settings(Map<String, String> dicom) {
    var properties = new HashMap<String, String>();
    properties.put("seriesflow.kafka.bootstrap-servers", "localhost:9092");
    properties.put("seriesflow.registry.url", "http://localhost:8080");
    properties.put("seriesflow.payload-store.path", "payloads");
    properties.put("seriesflow.state-dir", "state");
    dicom.forEach((key, value) -> properties.put("seriesflow.dicom." + key, value));
    var config =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(IngestConfig.class)
            .withSources(new PropertiesConfigSource(properties, "test", 1_000))
            .build()
            .getConfigMapping(IngestConfig.class);
    return new Connections(config).receiver();
  }

  private static String refusal(Map<String, String> dicom) {
    return assertThrows(IllegalArgumentException.class, () -> settings(dicom)).getMessage();
  }

  @Test
  void shouldServeAnybodyInTheClearByDefault() {
    var settings = settings(Map.of());
    assertEquals(11112, settings.port().orElseThrow());
    assertTrue(settings.tls().isEmpty());
    assertEquals(PeerPolicy.OPEN, settings.peers());
    assertEquals(ReceiverTimeouts.USUAL, settings.timeouts());
  }

  @Test
  void shouldTakeListsOfTitlesAndClasses() {
    var peers =
        settings(
                Map.of(
                    "ae-title", "A,B",
                    "calling-ae-titles", "CT1,MR 1",
                    "excluded-sop-classes", "1.2.3,1.2.4"))
            .peers();
    assertEquals(Set.of("A", "B"), peers.calledAets());
    assertEquals(Set.of("CT1", "MR 1"), peers.callingAets());
    assertEquals(Set.of("1.2.3", "1.2.4"), peers.excludedSopClasses());
  }

  @Test
  void shouldNameATitleThatIsTooLong() {
    var message = refusal(Map.of("calling-ae-titles", "SEVENTEEN-LETTERS"));
    assertTrue(message.contains("\"SEVENTEEN-LETTERS\""), message);
  }

  @Test
  void shouldNameASopClassThatIsNoUid() {
    var message = refusal(Map.of("excluded-sop-classes", "CT"));
    assertTrue(message.contains("\"CT\""), message);
  }

  @Test
  void shouldRefuseToListenNowhere() {
    var message = refusal(Map.of("clear", "false"));
    assertTrue(message.contains("seriesflow.dicom.tls.port"), message);
  }

  @Test
  void shouldAskForACertificateOfItsOwn() {
    var message = refusal(Map.of("tls.port", "2762"));
    assertTrue(message.contains("seriesflow.dicom.tls.key-store is not set"), message);
  }

  @Test
  void shouldAskForTheAuthoritiesOfTheCertificatesThatItRequires() {
    var message = refusal(Map.of("tls.port", "2762", "tls.key-store", "server.p12"));
    assertTrue(message.contains("seriesflow.dicom.tls.trust-store is not set"), message);
  }

  @Test
  void shouldNameAKeyStoreThatIsMissing() {
    var message =
        refusal(
            Map.of(
                "tls.port", "2762",
                "tls.key-store", folder.resolve("absent.p12").toString(),
                "tls.client-certificate", "NONE"));
    assertTrue(message.contains("absent.p12"), message);
  }

  @Test
  void shouldNameAPemFileWithoutACertificate() throws Exception {
    var empty = Files.writeString(folder.resolve("empty.pem"), "nothing");
    var message =
        refusal(
            Map.of(
                "tls.port", "2762",
                "tls.key-store", empty.toString(),
                "tls.client-certificate", "NONE"));
    assertTrue(message.contains("no certificate in " + empty), message);
  }
}
