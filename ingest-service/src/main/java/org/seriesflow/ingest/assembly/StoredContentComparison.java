package org.seriesflow.ingest.assembly;

import java.io.IOException;
import java.nio.file.Path;
import org.seriesflow.dicom.ContentComparison;
import org.seriesflow.dicom.NotDicomException;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.payload.PayloadStore;

/**
 * Compares by digest, and where that differs by decoded pixels, geometry and rescale, whatever the
 * transfer syntax. What cannot be compared is a conflict: it is told, never dropped.
 */
public final class StoredContentComparison implements InstanceComparison {

  /** Compares two DICOM files by content. */
  @FunctionalInterface
  public interface Files {
    /**
     * Compares.
     *
     * @throws IOException when a file cannot be read
     */
    ContentComparison same(Path standing, Path arrived) throws IOException;
  }

  private final PayloadStore payloads;
  private final Files files;

  /**
   * @param files {@code InstanceContent::same}
   */
  public StoredContentComparison(PayloadStore payloads, Files files) {
    this.payloads = payloads;
    this.files = files;
  }

  /**
   * {@inheritDoc}
   *
   * @throws TransientFaultException when the store is away
   */
  @Override
  public Finding compare(InstanceReceived standing, InstanceReceived arrived) {
    if (standing.getPayload().getSha256().equals(arrived.getPayload().getSha256())) {
      return new Finding(RepeatedInstance.DUPLICATE, "the same bytes");
    }
    try (var first = payloads.fetch(standing.getPayload());
        var second = payloads.fetch(arrived.getPayload())) {
      return switch (files.same(first.file(), second.file())) {
        case EQUAL -> new Finding(RepeatedInstance.DUPLICATE, "the same content");
        case OTHER_ATTRIBUTES ->
            new Finding(
                RepeatedInstance.ATTRIBUTES_CHANGED,
                "the same pixels, geometry and rescale, other attributes");
        case OTHER_CONTENT ->
            conflict(standing, arrived, "its pixels, geometry or rescale are others");
      };
    } catch (DataException | NotDicomException e) {
      return conflict(standing, arrived, "the two cannot be compared: " + e.getMessage());
    } catch (IOException e) {
      throw new TransientFaultException(
          "cannot read the two instances %s: %s"
              .formatted(arrived.getSopInstanceUid(), e.getMessage()),
          e);
    }
  }

  private static Finding conflict(
      InstanceReceived standing, InstanceReceived arrived, String difference) {
    return new Finding(
        RepeatedInstance.CONFLICT,
        "SOP instance %s came again, and %s. The first one stands (%s, received at %s); this one is kept as %s. Find out which of the two is right, and send the right one under a UID of its own."
            .formatted(
                arrived.getSopInstanceUid(),
                difference,
                standing.getPayload().getKey(),
                standing.getReceivedAt(),
                arrived.getPayload().getKey()));
  }
}
