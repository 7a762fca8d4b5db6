package org.seriesflow.cli.predict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.PackageOptions;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.input.InputFiles;
import org.seriesflow.cli.input.SeriesFiles;
import org.seriesflow.cli.report.EventResults;
import org.seriesflow.cli.report.RefusedFile;
import org.seriesflow.cli.report.ReportJson;
import org.seriesflow.cli.report.ReportTable;
import org.seriesflow.cli.report.RunReport;
import org.seriesflow.cli.report.SeriesResult;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.events.Training;
import org.seriesflow.stages.UnknownBodyPart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The pipeline in one process. */
@Command(
    name = "predict",
    description = {
      "Run the whole pipeline in one process, without Kafka: the numbers are those that the services give.",
      "One or many series; each has a status, none is left out."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow predict ~/series",
      "  seriesflow predict ~/a ~/b.zip --json",
      "  seriesflow predict ~/series --roi tiny-roi --classifier tiny-classifier"
    })
public final class PredictCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "DIR",
      arity = "1..*",
      description = "Folder trees, files or .zip archives.")
  private List<Path> inputs;

  @Option(names = "--json", description = "A JSON document on stdout, with the logits.")
  private boolean json;

  @Option(
      names = "--try-unknown-body-part",
      description = "Try series whose body part is unknown rather than skip them.")
  private boolean tryUnknownBodyPart;

  @Mixin private PackageOptions packages;

  private final List<SeriesResult> results = new ArrayList<>();
  private final List<RefusedFile> refused = new ArrayList<>();
  private Training weakest;

  /** Writes to that terminal. */
  public PredictCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    var begunAt = Instant.now();
    var scratch = Files.createTempDirectory("seriesflow-predict-");
    try (var pipeline =
        new LocalPipeline(
            packages.roi(),
            packages.classifier(),
            scratch,
            tryUnknownBodyPart ? UnknownBodyPart.TRY : UnknownBodyPart.SKIP)) {
      for (var input : inputs) {
        predict(pipeline, input);
      }
    } finally {
      remove(scratch);
    }
    if (results.isEmpty()) {
      throw new CommandFailure("there is no DICOM series in " + inputs);
    }
    show(begunAt);
    return 0;
  }

  private void predict(LocalPipeline pipeline, Path input) throws IOException {
    try (var files = InputFiles.of(input)) {
      var sorted = SeriesFiles.of(files);
      refused.addAll(sorted.refused());
      for (var series : sorted.series()) {
        terminal.progress(
            series.seriesInstanceUid() + ": " + series.instances().size() + " instances");
        var result =
            switch (pipeline.run(series)) {
              case SeriesPredicted event -> {
                learned(event.getTraining());
                yield EventResults.of(event, true);
              }
              case SeriesSkipped event -> EventResults.of(event);
              default -> throw new IllegalStateException("the pipeline ended with another event");
            };
        terminal.progress(series.seriesInstanceUid() + ": " + result.status());
        results.add(result);
      }
    }
  }

  private void learned(Training training) {
    if (weakest == null || training.compareTo(weakest) < 0) {
      weakest = training;
    }
  }

  private void show(Instant begunAt) {
    var report =
        RunReport.of(
            results,
            refused,
            0,
            weakest == null ? null : weakest.name(),
            false,
            Duration.between(begunAt, Instant.now()).toMillis());
    if (json) {
      terminal.out().println(ReportJson.write(report));
    } else {
      terminal.out().print(ReportTable.render(report, terminal.columns()));
      terminal.out().print(ReportTable.labels(report.summary(), terminal.columns()));
    }
  }

  private static void remove(Path folder) throws IOException {
    try (var tree = Files.walk(folder)) {
      for (var entry : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }
}
