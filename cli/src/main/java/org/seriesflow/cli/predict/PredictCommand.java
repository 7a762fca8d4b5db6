package org.seriesflow.cli.predict;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.ExecutionOptions;
import org.seriesflow.cli.PackageOptions;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.predict.InputPredictor.Prediction;
import org.seriesflow.cli.report.RefusedFile;
import org.seriesflow.cli.report.ReportJson;
import org.seriesflow.cli.report.ReportTable;
import org.seriesflow.cli.report.RunReport;
import org.seriesflow.cli.report.SeriesResult;
import org.seriesflow.events.ModelPackageRef;
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
      "  seriesflow predict ~/series --roi tiny-roi --classifier tiny-classifier",
      "  ls -d ~/all/* | seriesflow predict --stdin --json > answers.jsonl",
      "",
      "With --stdin each path is answered by one line of JSON as soon as it is done:",
      "  {\"input\": PATH, \"training\": …, \"series\": […], \"refused\": […]}",
      "  {\"input\": PATH, \"error\": \"…\"}     where it cannot be worked on",
      "Boxes are half-open voxel ranges [z,y,x] in the volume; docs/predict.md has every field."
    })
public final class PredictCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..*",
      description = "Folder trees, files or .zip archives.")
  private List<Path> inputs = List.of();

  @Option(
      names = "--stdin",
      description =
          "Read the inputs from standard input, a path a line, until its end; with --json.")
  private boolean fromStandardInput;

  @Option(names = "--json", description = "A JSON document on stdout, with the logits.")
  private boolean json;

  @Option(
      names = "--try-unknown-body-part",
      description = "Try series whose body part is unknown rather than skip them.")
  private boolean tryUnknownBodyPart;

  @Mixin private PackageOptions packages;
  @Mixin private ExecutionOptions execution;

  /** Writes to that terminal. */
  public PredictCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    var begunAt = Instant.now();
    requireInputs();
    try (var predictor =
        InputPredictor.open(
            packages.roi(),
            packages.classifier(),
            tryUnknownBodyPart ? UnknownBodyPart.TRY : UnknownBodyPart.SKIP,
            execution.settings(),
            terminal::progress)) {
      if (fromStandardInput) {
        new PredictionLines(predictor, terminal).answerAll();
      } else {
        show(predictAll(predictor), begunAt);
      }
    }
    return 0;
  }

  private void requireInputs() {
    if (fromStandardInput != inputs.isEmpty()) {
      throw usage(
          fromStandardInput
              ? "--stdin reads the inputs from standard input; " + inputs + " is one too many"
              : "name a folder, a file or an archive, or --stdin");
    }
    if (fromStandardInput && !json) {
      throw usage("--stdin answers in JSON lines: say --json, too");
    }
  }

  private static CommandFailure usage(String sentence) {
    return new CommandFailure(CommandFailure.USAGE, sentence, null);
  }

  private Prediction predictAll(InputPredictor predictor) throws IOException {
    var results = new ArrayList<SeriesResult>();
    var refused = new ArrayList<RefusedFile>();
    var models = new ArrayList<ModelPackageRef>();
    for (var input : inputs) {
      var prediction = predictor.predict(input);
      results.addAll(prediction.series());
      refused.addAll(prediction.refused());
      models.addAll(prediction.packages());
    }
    if (results.isEmpty()) {
      throw new CommandFailure("there is no DICOM series in " + inputs);
    }
    return new Prediction(results, refused, models);
  }

  private void show(Prediction prediction, Instant begunAt) {
    var report =
        RunReport.of(
            prediction.series(),
            prediction.refused(),
            0,
            prediction.training(),
            Duration.between(begunAt, Instant.now()).toMillis());
    if (json) {
      terminal.out().println(ReportJson.write(report));
    } else {
      terminal.out().print(ReportTable.render(report, terminal.columns()));
      terminal.out().print(ReportTable.labels(report.summary(), terminal.columns()));
    }
  }
}
