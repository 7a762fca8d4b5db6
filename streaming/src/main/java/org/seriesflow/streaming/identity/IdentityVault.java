package org.seriesflow.streaming.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.payload.PayloadQuery;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.payload.StoredPayload;

/**
 * Identities of de-identified series in the payload store, where every replica finds them. Two
 * payloads each: the identity, under the pseudonym of its series; and, for erasure, the series'
 * pseudonym under a keyed hash of the patient (ID and issuer), which is written first, so that no
 * identity is there that erasure would not find. Both are encrypted. Safe for threads.
 *
 * <p>While the store is away every method throws {@link TransientFaultException}.
 */
public final class IdentityVault {
  private static final int UUID_BYTES = 16;

  private final PayloadStore store;
  private final IdentityKey key;
  private final SealedRecords records;

  public IdentityVault(PayloadStore store, IdentityKey key) {
    this.store = store;
    this.key = key;
    this.records = new SealedRecords(key);
  }

  /**
   * Keeps an identity; durable when this returns, and nothing changes when it was there.
   *
   * @param series pseudonym of the Series Instance UID
   */
  public void keep(String series, Identity identity) {
    var patient = patient(identity.patientId(), identity.issuerOfPatientId());
    put(patient, series.getBytes(StandardCharsets.US_ASCII));
    put(series, identity.toBytes());
  }

  private void put(String scope, byte[] content) {
    try (var draft = store.draft()) {
      draft.output().write(records.seal(scope, content));
      draft.commit(scope, MediaTypes.IDENTITY);
    } catch (IOException e) {
      throw new TransientFaultException("the vault cannot be written now: " + e.getMessage(), e);
    }
  }

  /**
   * Who a series was of; several where its instances did not agree, none where it is not known or
   * erased.
   *
   * @param series pseudonym of the Series Instance UID
   */
  public List<Identity> find(String series) {
    return list(series).stream().map(payload -> Identity.ofBytes(content(payload))).toList();
  }

  /** The pseudonyms of the series of a patient. */
  public List<String> seriesOf(String patientId, String issuerOfPatientId) {
    return list(patient(patientId, issuerOfPatientId)).stream()
        .map(payload -> new String(content(payload), StandardCharsets.US_ASCII))
        .sorted()
        .toList();
  }

  /**
   * Erases all identities of a patient, and then what led to them. What is de-identified stays, and
   * nothing leads back any more, but for whoever has the key and a UID as it was sent.
   *
   * @return the pseudonyms of the series that it was
   */
  public List<String> erase(String patientId, String issuerOfPatientId) {
    var series = seriesOf(patientId, issuerOfPatientId);
    for (var one : series) {
      for (var payload : list(one)) {
        var identity = Identity.ofBytes(content(payload));
        if (identity.patientId().equals(patientId)
            && identity.issuerOfPatientId().equals(issuerOfPatientId)) {
          store.delete(payload.reference());
        }
      }
    }
    list(patient(patientId, issuerOfPatientId)).forEach(p -> store.delete(p.reference()));
    return series;
  }

  private List<StoredPayload> list(String scope) {
    var query = PayloadQuery.all().ofScope(scope).ofMediaType(MediaTypes.IDENTITY);
    try (Stream<StoredPayload> payloads = store.list(query)) {
      return payloads.toList();
    }
  }

  private byte[] content(StoredPayload payload) {
    try (var file = store.fetch(payload.reference())) {
      return records.open(payload.scope(), Files.readAllBytes(file.file()));
    } catch (IOException e) {
      throw new UncheckedIOException(payload.reference().getKey(), e);
    }
  }

  /** A patient as a scope of the store: a keyed hash in the form of a UID (PS3.5 B.2). */
  private String patient(String patientId, String issuerOfPatientId) {
    var text = patientId.length() + ":" + patientId + issuerOfPatientId;
    var hash = IdentityKey.hmac(key.forPatients(), text.getBytes(StandardCharsets.UTF_8));
    var bytes = Arrays.copyOf(hash, UUID_BYTES);
    bytes[6] = (byte) ((bytes[6] & 0x0F) | 0x80);
    bytes[8] = (byte) ((bytes[8] & 0x3F) | 0x80);
    return "2.25." + new BigInteger(1, bytes);
  }
}
