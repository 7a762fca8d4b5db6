package org.seriesflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.seriesflow.cli.demo.DemoPorts;
import org.seriesflow.cli.demo.DemoRun;
import org.seriesflow.cli.demo.DemoSettings;
import org.seriesflow.cli.demo.DemoStack;
import org.seriesflow.cli.demo.EventFollower;
import org.seriesflow.cli.demo.SeriesTracker;
import org.seriesflow.cli.input.InputFiles;
import org.seriesflow.cli.phantom.Phantom;
import org.seriesflow.cli.phantom.Phantoms;
import org.seriesflow.cli.report.ReportJson;
import org.seriesflow.cli.report.ReportTable;
import org.seriesflow.cli.report.RunReport;
import org.seriesflow.cli.report.SeriesResult;
import org.seriesflow.inference.ModelPackage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole way on this machine. */
@Command(
    name = "demo",
    description = {
      "Start Kafka, a schema registry and the three services, send series by C-STORE and show what comes out.",
      "Goes on running until Ctrl-C, and leaves nothing behind but its data folder."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow demo                              phantoms, with their truth",
      "  seriesflow demo --once --json > report.json  once, as a document",
      "  seriesflow demo --input ~/series             your own files, also in .zip",
      "  seriesflow demo --roi tiny-roi --classifier tiny-classifier"
    })
final class DemoCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--once",
      description =
          "End when every series that was sent has an end: exit 0 if all have one, else 1.")
  private boolean once;

  @Option(
      names = "--input",
      paramLabel = "DIR",
      description = "Send the DICOM files of this folder tree in place of the phantoms.")
  private Path input;

  @Option(
      names = "--json",
      description = "Only a JSON document on stdout; progress goes to stderr.")
  private boolean json;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "New or empty folder for logs, payloads and state (default: .seriesflow/demo-TIME).")
  private Path dataFolder;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "" + DemoSettings.PARTITIONS,
      description = "Partitions of each topic (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--idle",
      paramLabel = "SECONDS",
      defaultValue = "" + DemoSettings.IDLE_SECONDS,
      description =
          "Silence after which a series is held to be complete (default: ${DEFAULT-VALUE}).")
  private int idleSeconds;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "180",
      description =
          "How long nothing may be heard before open series count as failed (default:"
              + " ${DEFAULT-VALUE}).")
  private int patienceSeconds;

  @Option(
      names = "--try-unknown-body-part",
      description = "Try series whose body part is unknown rather than skip them.")
  private boolean tryUnknownBodyPart;

  @Option(
      names = "--free-ports",
      description = "Take free ports rather than the usual ones: for several demos side by side.")
  private boolean freePorts;

  @Mixin private PackageOptions packages;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var begunAt = Instant.now();
    var settings = settings();
    // A spoilt package is said before anything is started.
    ModelPackage.load(settings.roiPackage());
    ModelPackage.load(settings.classifierPackage());
    var phantoms = Phantoms.ifShipped();
    terminal.progress("data folder: " + settings.dataFolder());
    try (var files = inputFiles();
        var stack = DemoStack.start(settings, terminal::progress);
        var follower = new EventFollower(stack.bootstrapServers(), stack.registryUrl())) {
      var run =
          new DemoRun(
              stack,
              follower,
              settings.idle(),
              Duration.ofSeconds(patienceSeconds),
              begunAt,
              terminal::progress);
      var report =
          run.run(files).withTruths(result -> phantoms.flatMap(known -> known.truthOf(result)));
      show(report);
      if (once) {
        return exitCode(report);
      }
      terminal.progress(
          "The services go on; send them series (./seriesflow send DIR). Ctrl-C ends all.");
      stack.endpoints().forEach(e -> terminal.progress("  " + e.what() + ": " + e.address()));
      run.goOn();
      return 0;
    }
  }

  private InputFiles inputFiles() throws IOException {
    return input == null
        ? InputFiles.of(Phantoms.shipped().series().stream().map(Phantom::file).toList())
        : InputFiles.of(input);
  }

  private DemoSettings settings() throws IOException {
    var root = ProjectFolder.root();
    var folder = dataFolder == null ? DemoSettings.newFolder("demo") : dataFolder;
    requireEmpty(folder);
    return new DemoSettings(
        root,
        Files.createDirectories(folder).toRealPath(),
        packages.roi(),
        packages.classifier(),
        partitions,
        Duration.ofSeconds(idleSeconds),
        tryUnknownBodyPart ? "try" : "skip",
        freePorts ? DemoPorts.anyFree() : DemoPorts.usual());
  }

  private static void requireEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var entries = Files.list(folder)) {
      if (entries.findAny().isPresent()) {
        throw new CommandFailure(
            "the data folder " + folder + " is not empty: name a new one, each demo begins afresh");
      }
    }
  }

  private void show(RunReport report) {
    if (json) {
      terminal.out().println(ReportJson.write(report));
      return;
    }
    terminal.out().println();
    terminal.out().print(ReportTable.render(report, terminal.columns()));
    terminal.out().print(ReportTable.labels(report.summary(), terminal.columns()));
  }

  private int exitCode(RunReport report) {
    if (report.series().isEmpty()) {
      throw new CommandFailure("no series was taken: all files were refused");
    }
    if (report.summary().unended() > 0) {
      var open =
          report.series().stream()
              .filter(result -> SeriesTracker.NO_END.equals(result.reasonCode()))
              .map(SeriesResult::seriesInstanceUid)
              .toList();
      throw new CommandFailure(open.size() + " series reached no end: " + String.join(", ", open));
    }
    return 0;
  }
}
