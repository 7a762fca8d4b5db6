package org.seriesflow.streaming.identity;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.payload.PayloadStores;
import org.seriesflow.streaming.payload.StoredPayload;

/**
 * Identities of de-identified series, where every replica finds them: encrypted in the payload
 * store, under the pseudonym of the series, by keys of the patients, which stand in a store of
 * their own. What leads from a patient to series is written there before the identity, so that no
 * identity is there that erasure would not find. Erasure shreds the keys: a copy of the payload
 * store that was made before tells nothing of the patient any more. Safe for threads.
 *
 * <p>While one of the stores is away every method throws {@link TransientFaultException}.
 */
public final class IdentityVault {
  private final SealedPayloads identities;
  private final PatientKeys keys;

  /**
   * A vault.
   *
   * @param payloads holds the identities
   * @param patientKeys holds the patients' keys
   * @param master what both are sealed by besides
   * @throws IdentityException where one of the stores stands in the other
   */
  public IdentityVault(PayloadStore payloads, PayloadStore patientKeys, IdentityKey master) {
    if (PayloadStores.overlap(payloads, patientKeys)) {
      throw new IdentityException(
          "patient keys in the %s and payloads in the %s: a copy of one would hold the other, so that"
                  .formatted(patientKeys.describe(), payloads.describe())
              + " nobody could be erased from it; give the keys a place of their own",
          null);
    }
    identities = new SealedPayloads(payloads, master.records());
    keys = new PatientKeys(patientKeys, master);
  }

  /**
   * Keeps an identity; durable when this returns, and nothing changes when it was there.
   *
   * @param series pseudonym of the Series Instance UID
   */
  public void keep(String series, Identity identity) {
    var patient = keys.patient(identity.patientId(), identity.issuerOfPatientId());
    var key = keys.keyOf(patient);
    keys.addSeries(patient, series);
    var sealed = key.records().seal(series, identity.toBytes());
    identities.put(series, MediaTypes.IDENTITY, new KeyedRecord(key.name(), sealed).toBytes());
  }

  /**
   * Who a series was of; several where its instances did not agree, none where it is not known or
   * its records were erased.
   *
   * @param series pseudonym of the Series Instance UID
   * @throws IdentityException where there are records of it and the keys of all of them were
   *     shredded, as in a copy of the store that was made before an erasure
   */
  public List<Identity> find(String series) {
    var records = identities.list(series, MediaTypes.IDENTITY);
    var found = records.stream().flatMap(one -> open(one).stream()).distinct().toList();
    if (found.isEmpty() && !records.isEmpty()) {
      throw new IdentityException(
          ("series %s was of a patient who was erased: the %s has no key for what is left of its"
                  + " identity (or is it not where the patient keys are?)")
              .formatted(series, keys.describe()),
          null);
    }
    return found;
  }

  /** Empty where its key was shredded. */
  private Optional<Identity> open(StoredPayload payload) {
    var record = record(payload);
    return keys.named(record.keyName())
        .map(key -> Identity.ofBytes(key.records().open(payload.scope(), record.sealed())));
  }

  private KeyedRecord record(StoredPayload payload) {
    return KeyedRecord.ofBytes(identities.content(payload));
  }

  /** The pseudonyms of the series of a patient. */
  public List<String> seriesOf(String patientId, String issuerOfPatientId) {
    return keys.seriesOf(keys.patient(patientId, issuerOfPatientId));
  }

  /**
   * Erases a patient: the keys first, so that whatever may still be read in copies of the payload
   * store is read by nobody; then the identities, and last what led to them, so that an erasure
   * that ends early finds the rest the next time. What is de-identified stays, and nothing leads
   * back any more, but for whoever has the master key and a UID as it was sent.
   *
   * @return the pseudonyms of the series that it was
   */
  public List<String> erase(String patientId, String issuerOfPatientId) {
    var patient = keys.patient(patientId, issuerOfPatientId);
    var series = keys.seriesOf(patient);
    keys.shred(patient);
    var names = new HashSet<>(keys.namesOf(patient));
    for (var one : series) {
      identities.list(one, MediaTypes.IDENTITY).stream()
          .filter(payload -> names.contains(record(payload).keyName()))
          .forEach(identities::delete);
    }
    keys.forget(patient);
    return series;
  }
}
