package org.seriesflow.dicom;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.aoju.bus.image.Tag;

/**
 * Turns the instances of one series into a volume: sorted by position along the slice normal,
 * rescale kept, oriented to LPS by flips and permutation only (recipes, step 3).
 *
 * <p>docs/normalisation.md lists the rules, each with its section of the standard. Memory beyond
 * the volume is one header an instance and one decoded slice a thread.
 */
public final class SeriesNormaliser {
  /** Changes when the same input may give another volume or verdict. */
  public static final String VERSION = "1";

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
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("a series without instances cannot be normalised");
    }
    var instances = readHeaders(sources);
    var attributes = SeriesAttributesReader.read(instances.getFirst());
    SliceStack stack;
    try {
      InstanceRules.check(instances);
      var frames = new ArrayList<Frame>();
      if (instances.size() < SliceStack.LEAST_SLICES
          && instances.stream().allMatch(instance -> instance.frames() == 1)) {
        throw SliceStack.tooFew(instances.size());
      }
      for (var instance : instances) {
        frames.addAll(FrameReader.frames(instance));
      }
      stack = SliceStack.of(frames);
    } catch (RefusedSeriesException e) {
      return new NotAVolume(e.code().name(), e.getMessage(), attributes);
    }
    attributes = SeriesAttributesReader.read(stack.frames().getFirst().instance());
    var repairs = new ArrayList<>(stack.repairs());
    var volume = VolumeBuilder.build(stack, repairs);
    return new Normalised(
        volume,
        stack.frames().getFirst().instance().dataset().getString(Tag.FrameOfReferenceUID, ""),
        stack.sources(),
        repairs,
        attributes,
        false);
  }

  private static List<DicomInstance> readHeaders(List<SourceInstance> sources)
      throws UnreadableSeriesException, IOException {
    var instances = new DicomInstance[sources.size()];
    try {
      Workers.runAll(
          sources.size(), () -> index -> instances[index] = readHeader(sources.get(index)));
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    return Arrays.asList(instances);
  }

  private static DicomInstance readHeader(SourceInstance source)
      throws UnreadableSeriesException, IOException {
    try {
      var instance = DicomInstance.read(source.file());
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
