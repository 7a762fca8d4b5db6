package org.seriesflow.ingest.archive;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.seriesflow.dicom.DicomSender;
import org.seriesflow.dicom.SendProgress;
import org.seriesflow.dicom.SendSettings;
import org.seriesflow.ingest.Waiting;

/** A real Orthanc with an empty database; tests are skipped where it is not installed. */
public final class OrthancArchive implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/Orthanc");
  private static final Path DICOM_WEB = Path.of("/usr/share/orthanc/plugins/libOrthancDicomWeb.so");
  private static final int STOP_SECONDS = 20;

  private final Process process;
  private final int dicomPort;
  private final int httpPort;

  private OrthancArchive(Process process, int dicomPort, int httpPort) {
    this.process = process;
    this.dicomPort = dicomPort;
    this.httpPort = httpPort;
  }

  /** Starts one with its files in that folder, in the clear. */
  public static OrthancArchive start(Path folder) throws IOException {
    return start(folder, "");
  }

  /**
   * Starts one that speaks DICOM over TLS alone, and takes nobody without that certificate. Its
   * HTTP stays in the clear: Debian's Orthanc 1.10.1 ends by a segmentation fault at its first
   * HTTPS request.
   *
   * @param certificate PEM
   * @param key PEM
   */
  public static OrthancArchive startWithTls(Path folder, Path certificate, Path key)
      throws IOException {
    return start(
        folder,
        """
        , "DicomTlsEnabled": true, "DicomTlsCertificate": "%1$s", "DicomTlsPrivateKey": "%2$s",
         "DicomTlsTrustedCertificates": "%1$s", "DicomTlsRemoteCertificateRequired": true
        """
            .formatted(certificate, key));
  }

  private static OrthancArchive start(Path folder, String more) throws IOException {
    assumeTrue(Files.isExecutable(PROGRAM), "skipped: Orthanc is not installed");
    var dicomPort = freePort();
    var httpPort = freePort();
    var plugins = Files.exists(DICOM_WEB) ? "\"" + DICOM_WEB + "\"" : "";
    var settings =
        Files.writeString(
            folder.resolve("orthanc.json"),
            """
            {"Name": "archive", "StorageDirectory": "%s", "IndexDirectory": "%s",
             "HttpPort": %d, "DicomPort": %d, "DicomAet": "ORTHANC",
             "DicomAlwaysAllowFind": true, "Plugins": [%s]%s}
            """
                .formatted(folder, folder, httpPort, dicomPort, plugins, more));
    var process =
        new ProcessBuilder(PROGRAM.toString(), settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("orthanc.log").toFile())
            .start();
    var archive = new OrthancArchive(process, dicomPort, httpPort);
    Waiting.until("Orthanc", () -> listens(dicomPort) && listens(httpPort));
    return archive;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  public int dicomPort() {
    return dicomPort;
  }

  /** How it is asked by C-FIND. */
  public SendSettings peer() {
    return new SendSettings("127.0.0.1", dicomPort, "SERIESFLOW", "ORTHANC")
        .withResponseTimeout(Duration.ofSeconds(20));
  }

  /** Base of its QIDO-RS; the test is skipped where its plugin is not installed. */
  public URI dicomWeb() {
    assumeTrue(Files.exists(DICOM_WEB), "skipped: orthanc-dicomweb is not installed");
    return URI.create("http://127.0.0.1:%d/dicom-web".formatted(httpPort));
  }

  /** Base of its own REST API. */
  public URI rest() {
    return URI.create("http://127.0.0.1:%d/".formatted(httpPort));
  }

  /** Stores files. */
  public void store(List<Path> files) throws IOException, InterruptedException {
    store(files, peer());
  }

  /** Stores files by other settings than those in the clear. */
  public void store(List<Path> files, SendSettings peer) throws IOException, InterruptedException {
    var report = DicomSender.send(files, peer, SendProgress.SILENT);
    if (!report.refused().isEmpty()) {
      throw new IllegalStateException("Orthanc refused " + report.refused());
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
