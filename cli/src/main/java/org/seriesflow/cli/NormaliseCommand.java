package org.seriesflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.seriesflow.cli.input.InputFiles;
import org.seriesflow.cli.input.SeriesFiles;
import org.seriesflow.dicom.Normalised;
import org.seriesflow.dicom.NotAVolume;
import org.seriesflow.dicom.SeriesNormaliser;
import org.seriesflow.dicom.UnreadableSeriesException;
import org.seriesflow.imaging.Nifti;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One series to one oriented volume, with the code that the service runs. */
@Command(
    name = "normalise",
    description = {
      "Turn one DICOM series into an oriented NIfTI volume, with exactly the code that the service runs.",
      "Of a series that is several volumes (time points, echoes) the first is written, and it says so.",
      "Exit 1 where the series is no volume, 2 where there are several and --series does not say which."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow normalise ~/series -o volume.nii",
      "  seriesflow normalise ~/study --series 1.2.840.1 -o volume.nii"
    })
final class NormaliseCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "A folder tree, a file or a .zip archive.")
  private Path input;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT.nii",
      required = true,
      description = "NIfTI-1 file to write: LPS array order, header in RAS.")
  private Path output;

  @Option(
      names = "--series",
      paramLabel = "UID",
      description = "Series Instance UID, where the folder holds several.")
  private String seriesInstanceUid;

  NormaliseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    try (var collected = InputFiles.of(input)) {
      var files = SeriesFiles.of(collected);
      files.refused().forEach(r -> terminal.progress("left out " + r.file() + ": " + r.reason()));
      return normalise(select(files.series()));
    }
  }

  private SeriesFiles.Series select(List<SeriesFiles.Series> series) {
    if (series.isEmpty()) {
      throw new CommandFailure("there is no DICOM series in " + input);
    }
    if (seriesInstanceUid != null) {
      return series.stream()
          .filter(s -> s.seriesInstanceUid().equals(seriesInstanceUid))
          .findFirst()
          .orElseThrow(
              () -> unclear("there is no series " + seriesInstanceUid + " in " + input, series));
    }
    if (series.size() > 1) {
      throw unclear(input + " holds " + series.size() + " series and --series names none", series);
    }
    return series.getFirst();
  }

  private CommandFailure unclear(String what, List<SeriesFiles.Series> series) {
    terminal.progress("series in " + input + ":");
    series.forEach(s -> terminal.progress("  " + s.seriesInstanceUid()));
    return new CommandFailure(CommandFailure.USAGE, what, null);
  }

  private int normalise(SeriesFiles.Series series) throws IOException {
    try {
      switch (SeriesNormaliser.normalise(series.sources())) {
        case Normalised normalised -> write(series, normalised);
        case NotAVolume no ->
            throw new CommandFailure(
                "series "
                    + series.seriesInstanceUid()
                    + " is no volume: "
                    + no.reasonCode()
                    + ": "
                    + no.reason());
      }
      return 0;
    } catch (UnreadableSeriesException e) {
      throw new CommandFailure(
          "series " + series.seriesInstanceUid() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void write(SeriesFiles.Series series, Normalised normalised) throws IOException {
    try (var volume = normalised.volume()) {
      Nifti.write(volume, output);
      var shape = volume.geometry().shape();
      var spacing = volume.geometry().spacingMm();
      normalised.repairs().forEach(r -> terminal.progress("repaired: " + r.sentence()));
      terminal
          .out()
          .println(
              String.format(
                  Locale.ROOT,
                  "%s: series %s, [z,y,x] %d×%d×%d %s, %.4g×%.4g×%.4g mm",
                  output,
                  series.seriesInstanceUid(),
                  shape.z(),
                  shape.y(),
                  shape.x(),
                  volume.type(),
                  spacing.zMm(),
                  spacing.yMm(),
                  spacing.xMm()));
    }
  }
}
