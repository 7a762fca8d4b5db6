package org.seriesflow.cli.predict;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.ErrorLine;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.report.RefusedFile;
import org.seriesflow.cli.report.ReportJson;
import org.seriesflow.cli.report.SeriesResult;

/**
 * Answers inputs as they are asked for: a path a line comes in, a JSON document a line goes out, in
 * that order and before the next path is read. An input that cannot be worked on is answered, too,
 * and the next one is read.
 */
final class PredictionLines {
  private final InputPredictor predictor;
  private final Terminal terminal;

  /**
   * The answer to an input.
   *
   * @param training weakest training of the packages of its predictions; null where there was none
   */
  @JsonPropertyOrder({"input", "training", "series", "refused"})
  record Answer(
      String input, String training, List<SeriesResult> series, List<RefusedFile> refused) {}

  /** The answer to an input that could not be worked on; the error is one line. */
  @JsonPropertyOrder({"input", "error"})
  record Unanswerable(String input, String error) {}

  PredictionLines(InputPredictor predictor, Terminal terminal) {
    this.predictor = predictor;
    this.terminal = terminal;
  }

  /**
   * Goes on until the end of standard input; empty lines are passed over.
   *
   * @throws CommandFailure where nobody reads the answers any more
   */
  void answerAll() throws IOException {
    var lines = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isBlank()) {
        continue;
      }
      terminal.out().println(ReportJson.writeLine(answer(line)));
      if (terminal.out().checkError()) {
        throw new CommandFailure("standard output is closed: nobody reads the answers");
      }
    }
  }

  private Record answer(String input) {
    try {
      var prediction = predictor.predict(Path.of(input));
      return new Answer(input, prediction.training(), prediction.series(), prediction.refused());
    } catch (IOException | RuntimeException e) {
      // Whatever is wrong with one input, those that follow are still to be answered.
      var error =
          e instanceof IOException || e instanceof CommandFailure
              ? ErrorLine.sentence(e)
              : e.toString();
      var line = error.strip().replaceAll("\\s*\\R\\s*", " ");
      terminal.progress(input + ": " + line);
      return new Unanswerable(input, line);
    }
  }
}
