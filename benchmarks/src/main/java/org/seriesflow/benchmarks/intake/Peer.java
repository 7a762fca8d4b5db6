package org.seriesflow.benchmarks.intake;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.seriesflow.benchmarks.WholeProcess;
import org.seriesflow.dicom.SendSettings;
import org.seriesflow.local.ChildProcess;
import org.seriesflow.local.FreePorts;

/**
 * Receivers that others made. They are looked for on the PATH and where Debian puts them, run with
 * their own defaults, and write below a folder of ours.
 */
public enum Peer {
  /** Orthanc with its own defaults. */
  ORTHANC(
      "orthanc",
      "Orthanc",
      "package orthanc",
      "file synced (SyncStorageArea, its default), index in SQLite") {
    @Override
    List<String> command(Path program, Path folder, int port) throws IOException {
      var configuration = folder.resolve("orthanc.json");
      Files.writeString(configuration, orthancConfiguration(folder, port));
      return List.of(program.toString(), configuration.toString());
    }
  },
  /** dcmtk's storescp, a process an association. */
  STORESCP("storescp", "storescp", "package dcmtk", "written, nothing synced") {
    @Override
    List<String> command(Path program, Path folder, int port) throws IOException {
      var output = Files.createDirectories(folder.resolve("received"));
      return List.of(
          program.toString(),
          "--fork",
          "--aetitle",
          AE_TITLE,
          "--output-directory",
          output.toString(),
          Integer.toString(port));
    }
  };

  /** Not on everybody's PATH. */
  private static final Path SERVER_PROGRAMS = Path.of("/usr/sbin");

  private static final String AE_TITLE = "PEER";
  private static final String SENDER = "BENCH";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

  /** Without it programs built on dcmtk wait 40 ms an instance for an acknowledgement. */
  private static final List<String> WITHOUT_NAGLE = List.of("/usr/bin/env", "TCP_NODELAY=1");

  private final String title;
  private final String program;
  private final String whereFrom;
  private final String promise;

  Peer(String title, String program, String whereFrom, String promise) {
    this.title = title;
    this.program = program;
    this.whereFrom = whereFrom;
    this.promise = promise;
  }

  abstract List<String> command(Path program, Path folder, int port) throws IOException;

  /** What it is called in a table. */
  public String title() {
    return title;
  }

  /** What is done with an instance before it is answered with SUCCESS. */
  public String promise() {
    return promise;
  }

  /** Where its program stands; empty where it is not installed. */
  public Optional<Path> program() {
    return WholeProcess.find(program)
        .or(() -> WholeProcess.find(SERVER_PROGRAMS.resolve(program).toString()));
  }

  /** Why it takes no part where it is not installed. */
  public String missing() {
    return "%s is not installed (Debian's %s)".formatted(title, whereFrom);
  }

  /** The first line that it says of its version. */
  public String version() throws IOException, InterruptedException {
    return WholeProcess.output(List.of(program().orElseThrow().toString(), "--version"))
        .lines()
        .map(line -> line.replace("$", "").strip())
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("unknown");
  }

  /**
   * Starts it on a free port of 127.0.0.1 and waits until it listens.
   *
   * @param folder all that it writes stands below; it stays
   */
  public Receiver start(Path folder) throws IOException {
    Files.createDirectories(folder);
    int port = FreePorts.next();
    var command = new ArrayList<>(WITHOUT_NAGLE);
    command.addAll(command(program().orElseThrow(), folder, port));
    var process = ChildProcess.start(title, command, folder, folder.resolve(title + ".log"));
    process.awaitReady(START_TIMEOUT, () -> listens(port));
    return new PeerReceiver(title, new SendSettings("127.0.0.1", port, SENDER, AE_TITLE), process);
  }

  private static boolean listens(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    }
  }

  /** Orthanc's configuration: places and ports alone, all else is its default. */
  static String orthancConfiguration(Path folder, int port) {
    return """
        {
          "Name": "seriesflow-bench",
          "StorageDirectory": %s,
          "IndexDirectory": %s,
          "HttpServerEnabled": false,
          "DicomAet": "%s",
          "DicomPort": %d
        }
        """
        .formatted(
            quoted(folder.resolve("storage")), quoted(folder.resolve("index")), AE_TITLE, port);
  }

  private static String quoted(Path path) {
    return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private record PeerReceiver(String name, SendSettings address, ChildProcess process)
      implements Receiver {
    @Override
    public Stream<ProcessHandle> processes() {
      return Stream.concat(Stream.of(process.handle()), process.handle().descendants());
    }

    @Override
    public void close() {
      var forked = process.handle().descendants().toList();
      process.close();
      forked.forEach(ProcessHandle::destroy);
    }
  }
}
