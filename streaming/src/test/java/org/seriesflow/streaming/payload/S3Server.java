package org.seriesflow.streaming.payload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.seriesflow.local.ChildProcess;
import org.seriesflow.local.FreePorts;

/**
 * An S3 server of another make (S3Proxy) as a process, which checks signatures and keeps its
 * objects as files. One for all tests of a JVM; each takes a bucket of its own.
 */
public final class S3Server implements AutoCloseable {
  public static final String ACCESS_KEY = "local-access-key";
  public static final String SECRET_KEY = "local-secret-key";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

  private final ChildProcess process;
  private final Path folder;
  private final URI endpoint;

  private S3Server(ChildProcess process, Path folder, URI endpoint) {
    this.process = process;
    this.folder = folder;
    this.endpoint = endpoint;
  }

  /** The server of this JVM. */
  public static S3Server shared() {
    return Shared.SERVER;
  }

  /** Starts one more, for a test that ends it. */
  static S3Server start() {
    try {
      var folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "s3-");
      var endpoint = URI.create("http://127.0.0.1:" + FreePorts.next());
      Files.createDirectory(folder.resolve("objects"));
      Files.writeString(
          folder.resolve("s3proxy.properties"),
          """
          s3proxy.endpoint=%s
          s3proxy.authorization=aws-v4
          s3proxy.identity=%s
          s3proxy.credential=%s
          jclouds.provider=filesystem-nio2
          jclouds.filesystem.basedir=%s
          """
              .formatted(endpoint, ACCESS_KEY, SECRET_KEY, folder.resolve("objects")));
      var process =
          ChildProcess.start("S3 server", command(folder), folder, folder.resolve("s3.log"));
      awaitAnswer(process, endpoint);
      return new S3Server(process, folder, endpoint);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Path folder) {
    var jar = Path.of("target", "s3-server", "s3proxy.jar").toAbsolutePath();
    return List.of(
        ChildProcess.java(),
        "-Xmx128m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-jar",
        jar.toString(),
        "--properties",
        folder.resolve("s3proxy.properties").toString());
  }

  private static void awaitAnswer(ChildProcess process, URI endpoint) {
    try (var http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
      var request = HttpRequest.newBuilder(endpoint).timeout(Duration.ofSeconds(5)).build();
      process.awaitReady(
          START_TIMEOUT,
          () -> http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() > 0);
    }
  }

  URI endpoint() {
    return endpoint;
  }

  /** Where an object of a bucket stands on the server's disk. */
  Path file(String bucket, String key) {
    return folder.resolve("objects").resolve(bucket).resolve(key);
  }

  /** Settings of a bucket that stands, for one test. */
  S3Settings newBucket(Path spool) {
    var settings = settings(UUID.randomUUID().toString(), SECRET_KEY, spool);
    try (var client = S3Clients.client(settings)) {
      client.createBucket(request -> request.bucket(settings.bucket()));
    }
    return settings;
  }

  /** A store in a bucket of its own. */
  public PayloadStore newStore(Path spool) {
    return S3PayloadStore.open(newBucket(spool));
  }

  S3Settings settings(String bucket, String secretKey, Path spool) {
    return new S3Settings(
        PayloadStoreConfig.PREFIX,
        bucket,
        "seriesflow/",
        Optional.of(endpoint),
        Optional.of("us-east-1"),
        true,
        Optional.of(new S3Settings.Credentials(ACCESS_KEY, secretKey, Optional.empty())),
        spool);
  }

  /** Ends the server at once. */
  void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }

  private static final class Shared {
    static final S3Server SERVER = start();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close, "stop-s3-server"));
    }
  }
}
