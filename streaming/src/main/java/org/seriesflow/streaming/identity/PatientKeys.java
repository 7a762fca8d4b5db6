package org.seriesflow.streaming.identity;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.payload.PayloadStore;

/**
 * The keys that identities are sealed by, and what leads from a patient to them, in a store of
 * their own. A key stands under its name, a random UID, which is all that a record says of its
 * patient: once it is gone, not even who has the master key and guesses at patients can tell whose
 * the record was. Under a keyed hash of the patient stand the names of the patient's keys, and the
 * patient's series. All of it is encrypted under the master key. Safe for threads.
 *
 * <p>While the store is away every method throws {@link TransientFaultException}.
 */
final class PatientKeys {
  private static final int UUID_BYTES = 16;
  private static final int SECRET_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SealedPayloads payloads;
  private final IdentityKey master;

  PatientKeys(PayloadStore store, IdentityKey master) {
    this.payloads = new SealedPayloads(store, master.records());
    this.master = master;
  }

  /**
   * A patient's key.
   *
   * @param name under which it stands
   * @param records seals by it
   */
  record PatientKey(String name, SealedRecords records) {}

  /** A patient as a scope of the store: a keyed hash. */
  String patient(String patientId, String issuerOfPatientId) {
    var text = patientId.length() + ":" + patientId + issuerOfPatientId;
    var hash = IdentityKey.hmac(master.forPatients(), text.getBytes(StandardCharsets.UTF_8));
    return uid(Arrays.copyOf(hash, UUID_BYTES), 8);
  }

  /** Bytes as a UUID of that version (RFC 9562), as a UID (PS3.5 B.2). */
  private static String uid(byte[] bytes, int version) {
    bytes[6] = (byte) ((bytes[6] & 0x0F) | version << 4);
    bytes[8] = (byte) ((bytes[8] & 0x3F) | 0x80);
    return "2.25." + new BigInteger(1, bytes);
  }

  private static byte[] random(int length) {
    var bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /**
   * The key that records of the patient are sealed by from now on, made where there is none. Where
   * replicas make one at once, all are the patient's, and the first in the store's order is it.
   *
   * @throws TransientFaultException also where the patient is erased meanwhile
   */
  PatientKey keyOf(String patient) {
    return first(patient)
        .orElseGet(
            () -> {
              make(patient);
              return first(patient)
                  .orElseThrow(
                      () ->
                          new TransientFaultException(
                              "a patient is erased while an instance of theirs comes in"));
            });
  }

  private Optional<PatientKey> first(String patient) {
    return namesOf(patient).stream().flatMap(name -> named(name).stream()).findFirst();
  }

  /** The key before its name: one that nothing leads to has sealed nothing. */
  private void make(String patient) {
    var name = uid(random(UUID_BYTES), 4);
    payloads.put(name, MediaTypes.PATIENT_KEY, random(SECRET_BYTES));
    payloads.put(patient, MediaTypes.PATIENT_KEY_NAME, name.getBytes(StandardCharsets.US_ASCII));
  }

  /** The key of that name; empty where it was shredded. */
  Optional<PatientKey> named(String name) {
    return payloads.list(name, MediaTypes.PATIENT_KEY).stream()
        .findFirst()
        .map(payload -> new PatientKey(name, new SealedRecords(payloads.content(payload))));
  }

  /** The names of the patient's keys, until they are forgotten also of those that are shredded. */
  List<String> namesOf(String patient) {
    return texts(patient, MediaTypes.PATIENT_KEY_NAME);
  }

  /** The pseudonyms of the patient's series. */
  List<String> seriesOf(String patient) {
    return texts(patient, MediaTypes.PATIENT_SERIES).stream().sorted().toList();
  }

  void addSeries(String patient, String series) {
    payloads.put(patient, MediaTypes.PATIENT_SERIES, series.getBytes(StandardCharsets.US_ASCII));
  }

  private List<String> texts(String patient, String mediaType) {
    return payloads.list(patient, mediaType).stream()
        .map(payload -> new String(payloads.content(payload), StandardCharsets.US_ASCII))
        .toList();
  }

  /** Deletes the patient's keys; what leads to them stays. */
  void shred(String patient) {
    namesOf(patient).forEach(name -> delete(name, MediaTypes.PATIENT_KEY));
  }

  /** Deletes what leads from the patient to series, and then to keys. */
  void forget(String patient) {
    delete(patient, MediaTypes.PATIENT_SERIES);
    delete(patient, MediaTypes.PATIENT_KEY_NAME);
  }

  private void delete(String scope, String mediaType) {
    payloads.list(scope, mediaType).forEach(payloads::delete);
  }

  /** Where they are. */
  String describe() {
    return payloads.store().describe();
  }
}
