package org.seriesflow.cli.model;

import java.io.IOException;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.input.InputFiles;
import org.seriesflow.cli.input.SeriesFiles;
import org.seriesflow.cli.phantom.Phantom;
import org.seriesflow.dicom.Normalised;
import org.seriesflow.dicom.NotAVolume;
import org.seriesflow.dicom.SeriesNormaliser;
import org.seriesflow.dicom.UnreadableSeriesException;
import org.seriesflow.imaging.Volume;

/** From a phantom's archive to its volume, as ingest-service would make it. */
final class PhantomVolume {
  private PhantomVolume() {}

  /**
   * The normalised volume; the receiver closes it.
   *
   * @throws CommandFailure where the archive is not the one series that the list says
   */
  static Volume open(Phantom phantom) throws IOException {
    try (var files = InputFiles.of(phantom.file())) {
      var series =
          SeriesFiles.of(files).series().stream()
              .filter(s -> s.seriesInstanceUid().equals(phantom.seriesInstanceUid()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new CommandFailure(
                          phantom.file() + " holds no series " + phantom.seriesInstanceUid()));
      return switch (SeriesNormaliser.normalise(series.sources())) {
        case Normalised normalised -> normalised.volume();
        case NotAVolume no ->
            throw new CommandFailure(
                phantom.file() + " is no volume: " + no.reasonCode() + ": " + no.reason());
      };
    } catch (UnreadableSeriesException e) {
      throw new CommandFailure(phantom.file() + " cannot be read: " + e.getMessage(), e);
    }
  }
}
