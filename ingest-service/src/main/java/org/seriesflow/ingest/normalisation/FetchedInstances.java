package org.seriesflow.ingest.normalisation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.seriesflow.dicom.SourceInstance;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.ingest.InstanceList;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.payload.PayloadStore;

/** The instances of a revision as local files, until it is closed. */
final class FetchedInstances implements AutoCloseable {
  private final List<SourceInstance> sources = new ArrayList<>();
  private final List<PayloadStore.LocalPayload> files = new ArrayList<>();

  private FetchedInstances() {}

  /**
   * Fetches what an instance list names.
   *
   * @throws DataException when a payload is missing, or the list is none
   * @throws org.seriesflow.streaming.TransientFaultException when the store is away
   */
  static FetchedInstances of(PayloadRef list, PayloadStore payloads) {
    var fetched = new FetchedInstances();
    try {
      for (var instance : read(list, payloads)) {
        var file = payloads.fetch(instance.getPayload());
        fetched.files.add(file);
        fetched.sources.add(new SourceInstance(file.file(), instance.getSopInstanceUid()));
      }
      return fetched;
    } catch (RuntimeException e) {
      fetched.close();
      throw e;
    }
  }

  private static List<InstanceReceived> read(PayloadRef list, PayloadStore payloads) {
    try (var file = payloads.fetch(list)) {
      return InstanceList.read(file.file());
    } catch (IOException e) {
      throw new DataException(
          "INSTANCE_LIST_UNREADABLE",
          "The instance list %s cannot be read: %s".formatted(list.getKey(), e.getMessage()),
          e);
    }
  }

  List<SourceInstance> sources() {
    return sources;
  }

  @Override
  public void close() {
    files.forEach(PayloadStore.LocalPayload::close);
  }
}
