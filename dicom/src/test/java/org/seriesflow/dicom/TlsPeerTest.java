package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.seriesflow.dicom.ReceiverObserver.Cut;
import org.seriesflow.dicom.TlsPort.ClientCertificate;

/** DICOM over TLS: our receiver against our sender, dcmtk's programs, and bare sockets. */
class TlsPeerTest {
  private static final int TIMEOUT_SECONDS = 60;

  @TempDir static Path keys;
  private static Certificates server;
  private static Certificates client;

  @TempDir Path folder;

  private final RecordingObserver observer = new RecordingObserver();
  private FolderSink sink;
  private DicomReceiver receiver;

  @BeforeAll
  static void makeCertificates() throws Exception {
    server = Certificates.make(keys.resolve("server.p12"), "localhost");
    client = Certificates.make(keys.resolve("client.p12"), "modality");
  }

  @BeforeEach
  void prepare() throws IOException {
    sink = new FolderSink(Files.createDirectory(folder.resolve("received")));
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private void start(ClientCertificate asked) throws Exception {
    start(asked, ReceiverTimeouts.USUAL);
  }

  private void start(ClientCertificate asked, ReceiverTimeouts timeouts) throws Exception {
    receiver =
        DicomReceiver.start(
            ReceiverSettings.onLoopback(0)
                .with(new TlsPort(0, server.trusting(client), asked))
                .with(timeouts),
            sink,
            observer);
  }

  private int tlsPort() {
    return receiver.tlsPort().orElseThrow();
  }

  private SendReport send(SSLContext context, boolean verifyHost, String host) throws Exception {
    return DicomSender.send(
        files(),
        new SendSettings(host, tlsPort(), "MODALITY", "SERIESFLOW")
            .with(new SendSettings.Tls(context, verifyHost)),
        SendProgress.SILENT);
  }

  private List<Path> files() throws IOException {
    return SyntheticSeries.write(
        folder.resolve("series"),
        new SyntheticSpec(
            7, SyntheticSpec.Modality.CTA, SyntheticSpec.Plane.AXIAL, false, 64, 16, 3, 8));
  }

  @Test
  void shouldTakeASeriesFromASenderWithItsCertificate() throws Exception {
    start(ClientCertificate.REQUIRED);
    var report = send(client.trusting(server), true, "localhost");
    assertEquals(List.of(), report.refused());
    assertEquals(report.sent(), sink.completed.size());
  }

  @Test
  void shouldTakeASeriesFromASenderWithoutOneWhereNoneIsAsked() throws Exception {
    start(ClientCertificate.NONE);
    assertEquals(List.of(), send(server.trustOnly(), true, "localhost").refused());
  }

  @Test
  void shouldRefuseASenderWithoutACertificateWhereOneIsRequired() throws Exception {
    start(ClientCertificate.REQUIRED);
    assertThrows(IOException.class, () -> send(server.trustOnly(), true, "localhost"));
    assertTlsFailureTold();
    assertEquals(0, sink.senders.size());
  }

  @Test
  void shouldRefuseACertificateThatNobodyTrustedHasSigned() throws Exception {
    start(ClientCertificate.REQUIRED);
    assertThrows(IOException.class, () -> send(server.trusting(server), true, "localhost"));
    assertTlsFailureTold();
  }

  @Test
  void shouldNotSendToAReceiverThatItDoesNotTrust() throws Exception {
    start(ClientCertificate.NONE);
    assertThrows(IOException.class, () -> send(client.trustOnly(), true, "localhost"));
  }

  @Test
  void shouldNotSendToAnotherHostThanTheCertificateNames() throws Exception {
    start(ClientCertificate.NONE);
    assertThrows(IOException.class, () -> send(server.trustOnly(), true, "127.0.0.1"));
    assertEquals(List.of(), send(server.trustOnly(), false, "127.0.0.1").refused());
  }

  @Test
  void shouldServeThePlainPortBesideIt() throws Exception {
    start(ClientCertificate.REQUIRED);
    var settings = new SendSettings("127.0.0.1", receiver.clearPort().orElseThrow(), "SCU", "SCP");
    assertEquals(List.of(), DicomSender.send(files(), settings, SendProgress.SILENT).refused());
  }

  @Test
  void shouldListenWithTlsAlone() throws Exception {
    receiver =
        DicomReceiver.start(
            ReceiverSettings.onLoopback(0)
                .with(new TlsPort(0, server.trusting(client), ClientCertificate.NONE))
                .withoutClear(),
            sink);
    assertTrue(receiver.clearPort().isEmpty());
    assertEquals(receiver.port(), tlsPort());
    assertEquals(List.of(), send(server.trustOnly(), true, "localhost").refused());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLSv1.3 TLS_AES_128_GCM_SHA256",
        "TLSv1.3 TLS_AES_256_GCM_SHA384",
        "TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLSv1.2 TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"
      })
  void shouldSpeakTheSuitesOfTheProfile(String protocolAndSuite) throws Exception {
    start(ClientCertificate.NONE);
    var parts = protocolAndSuite.split(" ", 2);
    try (var socket = connect(parts[0], parts[1])) {
      socket.startHandshake();
      assertEquals(parts[1], socket.getSession().getCipherSuite());
      try (var peer = new RawPeer(socket)) {
        assertEquals(RawPeer.ASSOCIATE_AC, peer.associate("SCP", "SCU", RawPeer.CT).type());
      }
    }
  }

  @Test
  void shouldNotSpeakASuiteWithoutAuthenticatedEncryption() throws Exception {
    start(ClientCertificate.NONE);
    try (var socket = connect("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256")) {
      assertThrows(SSLException.class, socket::startHandshake);
    }
    assertTlsFailureTold();
  }

  private SSLSocket connect(String protocol, String suite) throws Exception {
    var socket =
        (SSLSocket)
            server
                .trustOnly()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), tlsPort());
    socket.setEnabledProtocols(new String[] {protocol});
    socket.setEnabledCipherSuites(new String[] {suite});
    return socket;
  }

  @Test
  void shouldCutAPeerThatNeverBeginsItsHandshake() throws Exception {
    start(
        ClientCertificate.NONE,
        new ReceiverTimeouts(
            Duration.ofMillis(300),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ZERO));
    try (var peer = new RawPeer(tlsPort())) {
      peer.awaitEnd();
    }
    awaitCut();
    assertEquals(List.of(Cut.NO_ASSOCIATION_REQUEST), RecordingObserver.list(observer.cuts));
  }

  @Test
  void shouldTurnAwayAPeerThatSpeaksWithoutTls() throws Exception {
    start(ClientCertificate.NONE);
    try (var peer = new RawPeer(tlsPort())) {
      peer.send(RawPeer.associateRequest("SCP", "SCU", new byte[0], RawPeer.CT));
      peer.awaitEnd();
    }
    assertTlsFailureTold();
  }

  private void assertTlsFailureTold() {
    awaitCut();
    assertEquals(Cut.TLS, observer.cuts.peek());
  }

  private void awaitCut() {
    Await.until(() -> !observer.cuts.isEmpty(), Duration.ofSeconds(60), () -> "nobody was cut");
  }

  @Test
  void shouldTakeASeriesFromStorescuWithItsCertificate() throws Exception {
    SharedData.requireProgram("storescu");
    start(ClientCertificate.REQUIRED);
    var command = new ArrayList<>(List.of("storescu"));
    command.addAll(identity());
    command.addAll(List.of("localhost", Integer.toString(tlsPort())));
    var files = files();
    files.forEach(file -> command.add(file.toString()));
    var ended = run(command);
    assertEquals(0, ended.exit(), ended.output());
    assertEquals(files.size(), sink.completed.size());
  }

  @Test
  void shouldAnswerAnEchoOverAnonymousTls() throws Exception {
    SharedData.requireProgram("echoscu");
    start(ClientCertificate.NONE);
    var trusted = server.writeCertificate(folder.resolve("server.pem")).toString();
    var ended =
        run(List.of("echoscu", "+tla", "+cf", trusted, "localhost", Integer.toString(tlsPort())));
    assertEquals(0, ended.exit(), ended.output());
  }

  @Test
  void shouldRefuseAnAnonymousEchoWhereACertificateIsRequired() throws Exception {
    SharedData.requireProgram("echoscu");
    start(ClientCertificate.REQUIRED);
    var trusted = server.writeCertificate(folder.resolve("server.pem")).toString();
    var ended =
        run(List.of("echoscu", "+tla", "+cf", trusted, "localhost", Integer.toString(tlsPort())));
    assertNotEquals(0, ended.exit(), ended.output());
    assertTlsFailureTold();
  }

  private List<String> identity() throws Exception {
    return List.of(
        "+tls",
        client.writeKey(folder.resolve("key.pem")).toString(),
        client.writeCertificate(folder.resolve("client.pem")).toString(),
        "+cf",
        server.writeCertificate(folder.resolve("server.pem")).toString());
  }

  private record Ended(int exit, String output) {}

  private Ended run(List<String> command) throws Exception {
    var log = folder.resolve("output.txt");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("TCP_NODELAY", "1");
    var process = builder.start();
    assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), "the peer does not end");
    return new Ended(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
  }
}
