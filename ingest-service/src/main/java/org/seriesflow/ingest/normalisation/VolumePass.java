package org.seriesflow.ingest.normalisation;

import java.io.IOException;
import org.seriesflow.dicom.UnreadableSeriesException;
import org.seriesflow.imaging.VoxelMemoryException;
import org.seriesflow.streaming.stage.LaneGate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pass in which a volume is made and written. */
final class VolumePass {
  private static final Logger LOG = LoggerFactory.getLogger(VolumePass.class);

  private VolumePass() {}

  /** What is done with one volume, from its making until its memory is free again. */
  @FunctionalInterface
  interface Making<T> {
    T make() throws UnreadableSeriesException, IOException;
  }

  /**
   * Makes a volume beside those of other threads, or alone where it does not fit beside them: no
   * series fails for the sake of another.
   *
   * @throws VoxelMemoryException where it does not fit alone
   */
  static <T> T run(LaneGate.Work work, Making<T> making)
      throws UnreadableSeriesException, IOException {
    try (var _ = work.pass()) {
      return making.make();
    } catch (VoxelMemoryException e) {
      LOG.info("a volume does not fit beside others and is tried alone: {}", e.getMessage());
    }
    try (var _ = work.alone()) {
      return making.make();
    }
  }
}
