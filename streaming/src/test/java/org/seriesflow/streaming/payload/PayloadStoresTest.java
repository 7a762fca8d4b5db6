package org.seriesflow.streaming.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the environment to a store. */
class PayloadStoresTest {
  private static final int ORDINAL = 300;

  private static PayloadStoreConfig config(String... keysAndValues) {
    var environment = new HashMap<String, String>();
    for (var i = 0; i < keysAndValues.length; i += 2) {
      environment.put("SERIESFLOW_PAYLOAD_STORE_" + keysAndValues[i], keysAndValues[i + 1]);
    }
    return config(environment);
  }

  private static PayloadStoreConfig config(Map<String, String> environment) {
    return new SmallRyeConfigBuilder()
        .withMapping(PayloadStoreConfig.class, PayloadStoreConfig.PREFIX)
        .withSources(new EnvConfigSource(environment, ORDINAL))
        .build()
        .getConfigMapping(PayloadStoreConfig.class, PayloadStoreConfig.PREFIX);
  }

  @Test
  void shouldOpenAFileStoreUnlessToldOtherwise() {
    assertEquals(
        "file store /data/payloads",
        PayloadStores.open(config("PATH", "/data/payloads")).describe());
  }

  @Test
  void shouldBindEveryKeyOfAnObjectStore() {
    var settings =
        S3Settings.of(
            PayloadStoreConfig.PREFIX,
            config(
                    "TYPE", "s3",
                    "S3_BUCKET", "series",
                    "S3_PREFIX", "site-a",
                    "S3_ENDPOINT", "https://s3.hospital.example:9000",
                    "S3_REGION", "eu-central-1",
                    "S3_PATH_STYLE", "false",
                    "S3_ACCESS_KEY_ID", "id",
                    "S3_SECRET_ACCESS_KEY", "secret",
                    "S3_SESSION_TOKEN", "token",
                    "S3_SPOOL", "/var/spool/seriesflow")
                .s3());
    assertEquals(
        new S3Settings(
            PayloadStoreConfig.PREFIX,
            "series",
            "site-a/",
            Optional.of(URI.create("https://s3.hospital.example:9000")),
            Optional.of("eu-central-1"),
            false,
            Optional.of(new S3Settings.Credentials("id", "secret", Optional.of("token"))),
            Path.of("/var/spool/seriesflow")),
        settings);
  }

  @Test
  void shouldAddressABucketBehindAnEndpointByItsPath() {
    var store =
        PayloadStores.open(
            config("TYPE", "s3", "S3_BUCKET", "series", "S3_ENDPOINT", "http://127.0.0.1:9000"));
    assertEquals("S3 store series/ at http://127.0.0.1:9000", store.describe());
    assertTrue(addressedByPath("S3_BUCKET", "series", "S3_ENDPOINT", "http://h:1"));
    assertFalse(addressedByPath("S3_BUCKET", "series"));
  }

  private static boolean addressedByPath(String... keysAndValues) {
    return S3Settings.of(PayloadStoreConfig.PREFIX, config(keysAndValues).s3()).pathStyle();
  }

  @Test
  void shouldNameTheKeysOfTheGroupThatTheStoreIsConfiguredBy() {
    var config = config();
    var refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> PayloadStores.open(PayloadStoreConfig.PATIENT_KEYS, config));
    assertEquals(
        "seriesflow.patient-keys.path is missing: the root folder of the file store (or set"
            + " seriesflow.patient-keys.type=s3)",
        refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "/data/payloads, true",
    "/data/payloads/../payloads/, true",
    "/data/payloads/keys, true",
    "/data, true",
    "/data/payloads-keys, false",
    "/keys, false"
  })
  void shouldSeeWhetherACopyOfOneFolderHoldsTheOther(String other, boolean overlap) {
    assertEquals(
        overlap,
        PayloadStores.overlap(
            new FilePayloadStore(Path.of("/data/payloads")), new FilePayloadStore(Path.of(other))));
  }

  @Test
  void shouldSeeThroughASymbolicLinkIntoTheOtherStore(@TempDir Path folder) throws IOException {
    var payloads = Files.createDirectory(folder.resolve("payloads"));
    var keys = Files.createDirectory(payloads.resolve("keys"));
    var link = Files.createSymbolicLink(folder.resolve("keys"), keys);

    assertTrue(PayloadStores.overlap(new FilePayloadStore(payloads), new FilePayloadStore(link)));
  }

  @ParameterizedTest
  @CsvSource({
    "S3_BUCKET=a, true",
    "'S3_BUCKET=a,S3_PREFIX=site', true",
    "'S3_BUCKET=a,S3_PREFIX=site/keys', true",
    "'S3_BUCKET=a,S3_PREFIX=site-keys', false",
    "'S3_BUCKET=b,S3_PREFIX=site', false",
    "'S3_BUCKET=a,S3_PREFIX=site,S3_ENDPOINT=http://h:1', false"
  })
  void shouldSeeWhetherACopyOfOnePrefixHoldsTheOther(String settings, boolean overlap) {
    var one = PayloadStores.open(listed("TYPE=s3,S3_REGION=r,S3_BUCKET=a,S3_PREFIX=site"));
    var other = PayloadStores.open(listed("TYPE=s3,S3_REGION=r," + settings));

    assertEquals(overlap, PayloadStores.overlap(one, other));
    assertEquals(overlap, PayloadStores.overlap(other, one));
  }

  private static PayloadStoreConfig listed(String settings) {
    return config(
        Stream.of(settings.split(",", -1))
            .flatMap(setting -> Stream.of(setting.split("=", 2)))
            .toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          TYPE=file; seriesflow.payload-store.path is missing
          TYPE=s3; seriesflow.payload-store.s3.bucket is missing
          PATH=/data,S3_BUCKET=series; seriesflow.payload-store.s3.bucket is 'series' and seriesflow.payload-store.type is 'file'
          PATH=/data,S3_ENDPOINT=http://h:1; seriesflow.payload-store.s3.endpoint is 'http://h:1'
          TYPE=s3,S3_BUCKET=b,S3_ENDPOINT=h:1; seriesflow.payload-store.s3.endpoint is 'h:1'
          TYPE=s3,S3_BUCKET=b,S3_PREFIX=/up; seriesflow.payload-store.s3.prefix is '/up'
          TYPE=s3,S3_BUCKET=b,S3_ACCESS_KEY_ID=id; only one of them is set
          TYPE=s3,S3_BUCKET=b,S3_SESSION_TOKEN=t; seriesflow.payload-store.s3.session-token is set without
          """)
  void shouldRefuseContradictionsByName(String settings, String reason) {
    var config = listed(settings);
    var thrown = assertThrows(IllegalArgumentException.class, () -> PayloadStores.open(config));
    assertTrue(thrown.getMessage().contains(reason), thrown.getMessage());
  }
}
