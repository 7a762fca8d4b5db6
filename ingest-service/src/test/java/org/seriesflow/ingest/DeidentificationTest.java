package org.seriesflow.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.seriesflow.rules.RuleReader;
import org.seriesflow.rules.RuleSet;
import org.seriesflow.streaming.payload.FilePayloadStore;

/** What the configuration of de-identification comes to, and what refuses the start. */
class DeidentificationTest {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  @TempDir Path folder;

  private Optional<Deidentification> deidentification(
      Map<String, String> given, Optional<RuleSet> rules) {
    var properties = new HashMap<String, String>();
    properties.put("seriesflow.kafka.bootstrap-servers", "localhost:9092");
    properties.put("seriesflow.registry.url", "http://localhost:8080");
    properties.put("seriesflow.payload-store.path", "payloads");
    properties.put("seriesflow.patient-keys.path", "patient-keys");
    properties.put("seriesflow.state-dir", "state");
    given.forEach((key, value) -> properties.put("seriesflow." + key, value));
    var config =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(IngestConfig.class)
            .withSources(new PropertiesConfigSource(properties, "test", 1_000))
            .build()
            .getConfigMapping(IngestConfig.class);
    return Deidentification.of(config, rules, new FilePayloadStore(folder));
  }

  private String refusal(Map<String, String> given) {
    return assertThrows(
            IllegalArgumentException.class, () -> deidentification(given, Optional.empty()))
        .getMessage();
  }

  @Test
  void shouldBeOffByDefault() {
    assertTrue(deidentification(Map.of(), Optional.empty()).isEmpty());
  }

  @Test
  void shouldRefuseToBeOnWithoutAKey() {
    var refusal = refusal(Map.of("deidentification.enabled", "true"));

    assertTrue(refusal.contains("seriesflow.deidentification.key-file"), refusal);
    assertTrue(refusal.contains("openssl rand -base64 32"), refusal);
  }

  @Test
  void shouldRefuseAShortKeyWithoutShowingIt() {
    assertEquals(
        "seriesflow.deidentification.key: the key has 6 bytes, and needs 32; make one with: openssl"
            + " rand -base64 32",
        refusal(Map.of("deidentification.enabled", "true", "deidentification.key", "c2VjcmV0")));
  }

  @Test
  void shouldRefuseToBeOnWithoutAPlaceForPatientKeys() {
    assertEquals(
        "seriesflow.deidentification.enabled is true and needs a store for patient keys:"
            + " seriesflow.patient-keys.path is missing: the root folder of the file store (or set"
            + " seriesflow.patient-keys.type=s3)",
        refusal(
            Map.of(
                "deidentification.enabled", "true",
                "deidentification.key", KEY,
                "patient-keys.path", "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "patient-keys", ".."})
  void shouldRefusePatientKeysThatACopyOfThePayloadsWouldHoldOrTheOtherWayRound(String path) {
    var refusal =
        refusal(
            Map.of(
                "deidentification.enabled",
                "true",
                "deidentification.key",
                KEY,
                "patient-keys.path",
                folder.resolve(path).toString()));

    assertTrue(
        refusal.startsWith("seriesflow.patient-keys and seriesflow.payload-store: "), refusal);
    assertTrue(refusal.contains("a copy of one would hold the other"), refusal);
  }

  @Test
  void shouldRefuseToPromiseStorageOfWhatIsDeidentified() {
    var refusal =
        refusal(
            Map.of(
                "deidentification.enabled", "true",
                "deidentification.key", KEY,
                "commitment.\"CT1\".keep", "365d"));

    assertTrue(refusal.contains("no sender may delete it on our word"), refusal);
  }

  @Test
  void shouldRefuseRulesThatAskForWhatIsRemoved() throws IOException {
    var rules =
        RuleReader.read(
            Files.writeString(
                folder.resolve("rules.yaml"),
                """
                format: 1
                name: site
                version: "7"
                lanes:
                  stat: {attribute: InstitutionName, matches: Klinik}
                rules:
                  - name: own-patients
                    when: {attribute: PatientName, exists: true}
                    then: {classifier: head}
                """));
    var refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                deidentification(
                    Map.of("deidentification.enabled", "true", "deidentification.key", KEY),
                    Optional.of(rules)));

    assertEquals(
        "the rules site 7 ask for InstitutionName, PatientName, which de-identification removes: ask for"
            + " something else",
        refusal.getMessage());
  }

  @Test
  void shouldGiveEveryReplicaThatHasTheKeyTheSamePseudonyms() throws IOException {
    var file = Files.writeString(folder.resolve("key"), KEY + "\n");
    var one =
        deidentification(
            Map.of("deidentification.enabled", "true", "deidentification.key", KEY),
            Optional.empty());
    var other =
        deidentification(
            Map.of(
                "deidentification.enabled", "true", "deidentification.key-file", file.toString()),
            Optional.empty());

    assertEquals(
        one.orElseThrow().deidentifier().pseudonym("1.2.3"),
        other.orElseThrow().deidentifier().pseudonym("1.2.3"));
  }
}
