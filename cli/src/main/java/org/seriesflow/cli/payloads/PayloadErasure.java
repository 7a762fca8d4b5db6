package org.seriesflow.cli.payloads;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.OriginalIdentity;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.payload.PayloadLostException;
import org.seriesflow.streaming.payload.PayloadQuery;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.payload.StoredPayload;

/**
 * Finds and deletes what the payload store holds of somebody: DICOM instances, and what was made of
 * a series that has any of them (instance lists, volumes). Events are not touched; they name keys
 * and digests of payloads, and no patient.
 */
public final class PayloadErasure {
  private static final int LINE_EVERY = 10_000;

  private final PayloadStore store;
  private final Consumer<String> progress;

  /**
   * Works on that store.
   *
   * @param progress takes a line now and then
   */
  public PayloadErasure(PayloadStore store, Consumer<String> progress) {
    this.store = store;
    this.progress = progress;
  }

  /**
   * What there is of a series to erase.
   *
   * @param instances DICOM instances to be deleted
   * @param derived what was made of the series, to be deleted
   * @param ofOthers DICOM instances under the same Series Instance UID that are of others, and stay
   */
  public record Found(List<StoredPayload> instances, List<StoredPayload> derived, int ofOthers) {
    public Found {
      instances = List.copyOf(instances);
      derived = List.copyOf(derived);
    }

    /** Bytes of all that is deleted. */
    public long bytes() {
      return Stream.concat(instances.stream(), derived.stream())
          .mapToLong(payload -> payload.reference().getSize())
          .sum();
    }
  }

  /**
   * Looks into every DICOM instance of the store, as a series may hold instances of several
   * patients where UIDs were given twice.
   *
   * @return what there is, by Series Instance UID
   * @throws IOException naming the instance that cannot be read; nothing was changed
   */
  public SortedMap<String, Found> find(Predicate<OriginalIdentity> whose) throws IOException {
    var theirs = new TreeMap<String, List<StoredPayload>>();
    var others = new TreeMap<String, Integer>();
    int read = 0;
    try (var instances = store.list(PayloadQuery.all().ofMediaType(MediaTypes.DICOM))) {
      for (var instance : (Iterable<StoredPayload>) instances::iterator) {
        if (whose.test(identity(instance))) {
          theirs.computeIfAbsent(instance.scope(), scope -> new ArrayList<>()).add(instance);
        } else {
          others.merge(instance.scope(), 1, Integer::sum);
        }
        if (++read % LINE_EVERY == 0) {
          progress.accept("looked into %d instances".formatted(read));
        }
      }
    }
    var found = new TreeMap<String, Found>();
    theirs.forEach(
        (series, instances) ->
            found.put(
                series, new Found(instances, derived(series), others.getOrDefault(series, 0))));
    return found;
  }

  /** All that there is of a series, whoever it is of. */
  public Found ofSeries(String seriesInstanceUid) {
    return new Found(instances(seriesInstanceUid), derived(seriesInstanceUid), 0);
  }

  private OriginalIdentity identity(StoredPayload instance) throws IOException {
    try (var payload = store.fetch(instance.reference())) {
      return DicomFiles.readIdentity(payload.file());
    } catch (PayloadLostException | IOException e) {
      throw new IOException(
          "whose payload %s is cannot be read, so nothing is erased: %s"
              .formatted(instance.reference().getKey(), e.getMessage()),
          e);
    }
  }

  private List<StoredPayload> instances(String series) {
    try (var payloads =
        store.list(PayloadQuery.all().ofScope(series).ofMediaType(MediaTypes.DICOM))) {
      return payloads.toList();
    }
  }

  /** All but the instances; identities have their own way out. */
  private List<StoredPayload> derived(String series) {
    try (var payloads = store.list(PayloadQuery.all().ofScope(series))) {
      return payloads
          .filter(payload -> !isOf(payload, MediaTypes.DICOM))
          .filter(payload -> !isOf(payload, MediaTypes.IDENTITY))
          .toList();
    }
  }

  private static boolean isOf(StoredPayload payload, String mediaType) {
    return payload.reference().getMediaType().equals(mediaType);
  }

  /** Deletes it; what was made of instances first, so that a run that ends early finds the rest. */
  public void erase(Found found) {
    found.derived().forEach(payload -> store.delete(payload.reference()));
    found.instances().forEach(payload -> store.delete(payload.reference()));
  }
}
