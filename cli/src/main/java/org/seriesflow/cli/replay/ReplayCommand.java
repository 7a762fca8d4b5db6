package org.seriesflow.cli.replay;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.KafkaOptions;
import org.seriesflow.cli.Terminal;
import org.seriesflow.inference.ModelPackage;
import org.seriesflow.streaming.replay.ReplayJobs.Request;
import org.seriesflow.streaming.replay.ReplayRefusedException;
import org.seriesflow.streaming.replay.ReplayStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a replay job and runs it. */
@Command(
    name = "replay",
    description = {
      "Score again what has flowed, by replay applications with newer packages.",
      "Results go to predictions.rescored under the id of the job. Ctrl-C ends the copying; `replay"
          + " resume` goes on where it stood."
    },
    subcommands = {
      ListCommand.class,
      ShowCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      CancelCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow replay --stage rois --from 7d --classifier models/aneurysm-classifier",
      "  seriesflow replay --stage volumes --from EARLIEST --where \"attributes.modality = 'MR'\""
          + " --classifier PKG --roi PKG --rate 2/s",
      "  seriesflow replay show 4f1c"
    })
public final class ReplayCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description = "Where to begin: instances, volumes or rois.")
  private String stage;

  @Option(
      names = "--from",
      paramLabel = "POSITION",
      description =
          "EARLIEST, an offset (the same in each partition, urgent work's included), a time as in 2026-11-27T10:00:00Z, or"
              + " a time before now as in 7d.")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "POSITION",
      defaultValue = "LATEST",
      description = "Where to end, not included (default: what stands now).")
  private String to;

  @Option(names = "--series", paramLabel = "UID", description = "Those alone; may be repeated.")
  private List<String> series = new ArrayList<>();

  @Option(
      names = "--where",
      paramLabel = "EXPR",
      description = "Those alone that it fits, as in \"attributes.modality = 'MR'\".")
  private String where;

  @Option(
      names = "--classifier",
      paramLabel = "PKG",
      description = "Folder or SHA-256 of the package that is to score.")
  private String classifier;

  @Option(
      names = "--roi",
      paramLabel = "PKG",
      description = "The package that is to find regions (default: that of the one that runs).")
  private String roi;

  @Option(
      names = "--rate",
      paramLabel = "N/s",
      converter = RatePerSecond.class,
      description = "References a second at most, so that live work goes first.")
  private Double rate;

  @Option(names = "--dry-run", description = "Say what would be copied, change nothing.")
  private boolean dryRun;

  @Option(names = "--no-wait", description = "End when all is copied, not when all is scored.")
  private boolean noWait;

  @Option(names = "--json", description = "Write a JSON document to stdout.")
  private boolean json;

  @Mixin private KafkaOptions stack;

  /** A command that writes to that terminal. */
  public ReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (var client = new ReplayClient(terminal, stack, json)) {
      var job = client.jobs().plan(request());
      if (dryRun) {
        client.tellDryRun(job);
        return 0;
      }
      client.jobs().say(job);
      return client.run(job, !noWait);
    } catch (ReplayRefusedException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private Request request() {
    if (stage == null || from == null || classifier == null) {
      throw new CommandFailure(
          CommandFailure.USAGE, "--stage, --from and --classifier are all needed", null);
    }
    return new Request(
        ReplayStage.of(stage),
        PositionText.of(from),
        PositionText.of(to),
        series,
        Optional.ofNullable(where),
        digest(classifier),
        Optional.ofNullable(roi).map(ReplayCommand::digest),
        Optional.ofNullable(rate),
        Optional.empty());
  }

  private static String digest(String modelPackage) {
    return modelPackage.matches("[0-9a-f]{64}")
        ? modelPackage
        : ModelPackage.load(Path.of(modelPackage)).digest();
  }
}
