package org.seriesflow.streaming.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
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
    assertTrue(
        S3Settings.of(config("S3_BUCKET", "series", "S3_ENDPOINT", "http://h:1").s3()).pathStyle());
    assertFalse(S3Settings.of(config("S3_BUCKET", "series").s3()).pathStyle());
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
    var environment = new HashMap<String, String>();
    for (var setting : settings.split(",", -1)) {
      var pair = setting.split("=", 2);
      environment.put("SERIESFLOW_PAYLOAD_STORE_" + pair[0], pair[1]);
    }
    var config = config(environment);
    var thrown = assertThrows(IllegalArgumentException.class, () -> PayloadStores.open(config));
    assertTrue(thrown.getMessage().contains(reason), thrown.getMessage());
  }
}
