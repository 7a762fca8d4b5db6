package org.seriesflow.dicom;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.seriesflow.dicom.DataSetReader.Kept;

/**
 * Turns the instances of one series into a volume, or several: sorted by position along the slice
 * normal, rescale kept, oriented to LPS by flips and permutation (recipes, step 3).
 *
 * <p>docs/normalisation.md lists the rules, each with its section of the standard. Memory beyond
 * the volume is one header an instance and one decoded slice a thread.
 */
public final class SeriesNormaliser {
  /** Changes when the same input may give another volume or verdict. */
  public static final String VERSION = "2";

  private SeriesNormaliser() {}

  /**
   * Normalises a series.
   *
   * @param sources all instances of one series, in any order, each once
   * @throws UnreadableSeriesException when bytes of an instance cannot be read or decoded
   * @throws IOException when a file is away; trying again may help
   */
  public static Normalisation normalise(List<SourceInstance> sources)
      throws UnreadableSeriesException, IOException {
    return normalise(sources, NormalisationSettings.DEFAULTS);
  }

  /**
   * Normalises a series under other settings than the defaults. Of several volumes it builds the
   * first, and a repair says so; {@link #plan} gives all of them.
   */
  public static Normalisation normalise(
      List<SourceInstance> sources, NormalisationSettings settings)
      throws UnreadableSeriesException, IOException {
    return switch (plan(sources, settings)) {
      case NotAVolume no -> no;
      case VolumePlans plans -> plans.volumes().getFirst().build();
    };
  }

  /**
   * Reads the headers of a series and sorts its images into volumes, of which each is built for
   * itself, so that no two need be in memory at once.
   *
   * @param sources all instances of one series, in any order, each once; there until the last
   *     volume is built
   * @throws UnreadableSeriesException when bytes of an instance cannot be read
   * @throws IOException when a file is away; trying again may help
   */
  public static SeriesPlan plan(List<SourceInstance> sources, NormalisationSettings settings)
      throws UnreadableSeriesException, IOException {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("a series without instances cannot be normalised");
    }
    var instances = readHeaders(sources);
    try {
      return SeriesPlanner.plan(instances, settings);
    } catch (RefusedSeriesException e) {
      var first = instances.getFirst();
      return new NotAVolume(
          e.code().name(),
          e.getMessage(),
          SeriesAttributesReader.read(first),
          SeriesHeader.of(first));
    }
  }

  private static List<DicomInstance> readHeaders(List<SourceInstance> sources)
      throws UnreadableSeriesException, IOException {
    var instances = new DicomInstance[sources.size()];
    var memory = HeaderMemory.usual();
    try {
      Workers.runAll(
          sources.size(), () -> index -> instances[index] = readHeader(sources.get(index), memory));
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    return Arrays.asList(instances);
  }

  private static DicomInstance readHeader(SourceInstance source, HeaderMemory memory)
      throws UnreadableSeriesException, IOException {
    try {
      var instance = DicomInstance.read(source.file(), Kept.STANDARD, memory);
      if (instance.pixels().isPresent() && instance.format().isHandled()) {
        requireComplete(instance, source);
      }
      return instance;
    } catch (NotDicomException e) {
      throw new UnreadableSeriesException(source.sopInstanceUid(), e.getMessage(), e);
    }
  }

  private static void requireComplete(DicomInstance instance, SourceInstance source)
      throws UnreadableSeriesException, IOException {
    var fileBytes = Files.size(source.file());
    try {
      PixelDecoder.requireComplete(instance, fileBytes);
    } catch (IOException e) {
      throw new UnreadableSeriesException(source.sopInstanceUid(), e.getMessage(), e);
    }
  }

  /** The failure of a worker as what this class throws. */
  static IOException unwrapped(ExecutionException failure) throws UnreadableSeriesException {
    return switch (failure.getCause()) {
      case UnreadableSeriesException unreadable -> throw unreadable;
      case IOException io -> io;
      case RuntimeException bug -> throw bug;
      case Error error -> throw error;
      default -> throw new IllegalStateException(failure.getCause());
    };
  }

  static IOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    var interrupted = new InterruptedIOException("interrupted while a series was normalised");
    interrupted.initCause(cause);
    return interrupted;
  }
}
