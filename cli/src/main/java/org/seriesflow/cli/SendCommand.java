package org.seriesflow.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.seriesflow.dicom.DicomInput;
import org.seriesflow.dicom.DicomSender;
import org.seriesflow.dicom.SendProgress;
import org.seriesflow.dicom.SendReport;
import org.seriesflow.dicom.SendSettings;
import org.seriesflow.dicom.StowSender;
import org.seriesflow.dicom.StowTarget;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends the files of a folder tree by C-STORE or STOW-RS. */
@Command(
    name = "send",
    description = {
      "Send DICOM files with C-STORE, as a router would, or by STOW-RS.",
      "Files are sent as they are, never transcoded. Exit 1 where any was refused."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow send ~/series                       to the demo on this machine",
      "  seriesflow send --host pacs --port 104 --aec STORE ~/series",
      "  seriesflow send --host pacs --port 2762 --tls --tls-trust ca.pem --tls-identity me.p12 ~/series",
      "  seriesflow send --stow https://pacs/dicom-web --tls --tls-trust ca.pem ~/series"
    })
final class SendCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Host of the receiver (default: ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "11112",
      description = "Its port (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--aet",
      defaultValue = "SERIESFLOW-SCU",
      description = "Our AE title (default: ${DEFAULT-VALUE}).")
  private String callingAet;

  @Option(
      names = "--aec",
      defaultValue = "SERIESFLOW",
      description = "The receiver's AE title (default: ${DEFAULT-VALUE}).")
  private String calledAet;

  @Option(
      names = "--stow",
      paramLabel = "URL",
      description =
          "Send by STOW-RS to this DICOMweb service instead; host, port and AE titles are not used.")
  private URI stow;

  @Option(
      names = "--stow-request-mib",
      paramLabel = "MIB",
      defaultValue = "64",
      description =
          "Files of one request in MiB; a longer one makes one by itself (default: ${DEFAULT-VALUE}).")
  private int requestMebibytes;

  @Option(
      names = "--stow-authorization",
      paramLabel = "VALUE",
      description = "Value of the Authorization header, as in 'Bearer …'.")
  private String authorization;

  @ArgGroup(exclusive = false, heading = "%nTLS:%n")
  private TlsOptions tls;

  @Parameters(
      paramLabel = "DIR",
      description = "A folder tree, a file or a .zip archive; archives inside are opened, too.")
  private Path input;

  SendCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var target = Optional.ofNullable(stow).map(this::target);
    var settings = settings();
    try (var files = DicomInput.collect(input)) {
      if (files.files().isEmpty()) {
        throw new CommandFailure("there is no file in " + input);
      }
      var to = stow == null ? calledAet + "@" + host + ":" + port : stow.toString();
      var line = new ProgressLine(terminal, "sent to " + to);
      SendProgress progress = (file, accepted, done, total) -> line.update(done, total);
      return tell(
          target.isPresent()
              ? StowSender.send(files.files(), target.get(), progress)
              : DicomSender.send(files.files(), settings, progress),
          files);
    }
  }

  private SendSettings settings() {
    var settings = new SendSettings(host, port, callingAet, calledAet);
    return tls == null || stow != null ? settings : tls.applyTo(settings);
  }

  private StowTarget target(URI url) {
    try {
      var plain = StowTarget.of(url).withRequestBytes((long) requestMebibytes << 20);
      var known = authorization == null ? plain : plain.withAuthorization(authorization);
      return tls == null ? known : tls.applyTo(known);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(CommandFailure.USAGE, "--stow: " + e.getMessage(), e);
    }
  }

  private int tell(SendReport report, DicomInput files) {
    for (var refused : report.refused()) {
      terminal
          .err()
          .println(
              "refused "
                  + refused.status()
                  + " "
                  + files.nameOf(refused.file())
                  + ": "
                  + refused.reason());
    }
    terminal.out().println(report.sent() + " sent, " + report.refused().size() + " refused");
    return report.refused().isEmpty() ? 0 : CommandFailure.FAILED;
  }
}
