package org.seriesflow.ingest;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.seriesflow.dicom.Deidentifier;
import org.seriesflow.ingest.reception.IdentityKeeper;
import org.seriesflow.rules.RuleSet;
import org.seriesflow.streaming.identity.IdentityException;
import org.seriesflow.streaming.identity.IdentityKey;
import org.seriesflow.streaming.identity.IdentityVault;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.payload.PayloadStoreConfig;
import org.seriesflow.streaming.payload.PayloadStores;

/**
 * De-identification as it is configured.
 *
 * @param deidentifier what every way in goes through
 * @param identities keeps the way back
 * @param patientKeys where the keys are that close it
 */
record Deidentification(
    Deidentifier deidentifier, IdentityKeeper identities, PayloadStore patientKeys) {
  private static final String PREFIX = "seriesflow.deidentification.";

  /**
   * De-identification, where it is on.
   *
   * @throws IllegalArgumentException naming the key and what to do, where it cannot be on in this
   *     configuration
   */
  static Optional<Deidentification> of(
      IngestConfig config, Optional<RuleSet> rules, PayloadStore payloads) {
    var settings = config.deidentification();
    if (!settings.enabled()) {
      return Optional.empty();
    }
    if (!config.commitment().isEmpty()) {
      throw new IllegalArgumentException(
          "seriesflow.commitment and "
              + PREFIX
              + "enabled are both set: what is stored is not what was sent, so that no sender may"
              + " delete it on our word");
    }
    rules.ifPresent(Deidentification::requireAnswerable);
    var key = key(settings.keyFile(), settings.key());
    var patientKeys = patientKeys(config.patientKeys());
    return Optional.of(
        new Deidentification(
            new Deidentifier(key.forUids(), settings.words().orElse(Set.of())),
            new IdentityKeeper(vault(payloads, patientKeys, key)),
            patientKeys));
  }

  private static PayloadStore patientKeys(PayloadStoreConfig config) {
    try {
      return PayloadStores.open(PayloadStoreConfig.PATIENT_KEYS, config);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          PREFIX + "enabled is true and needs a store for patient keys: " + e.getMessage(), e);
    }
  }

  private static IdentityVault vault(
      PayloadStore payloads, PayloadStore patientKeys, IdentityKey key) {
    try {
      return new IdentityVault(payloads, patientKeys, key);
    } catch (IdentityException e) {
      throw new IllegalArgumentException(
          "%s and %s: %s"
              .formatted(
                  PayloadStoreConfig.PATIENT_KEYS, PayloadStoreConfig.PREFIX, e.getMessage()),
          e);
    }
  }

  /** Rules are asked of stored headers. */
  private static void requireAnswerable(RuleSet rules) {
    var gone = rules.attributes().stream().filter(path -> !Deidentifier.retains(path)).toList();
    if (!gone.isEmpty()) {
      throw new IllegalArgumentException(
          "the rules %s %s ask for %s, which de-identification removes: ask for something else"
              .formatted(rules.name(), rules.version(), String.join(", ", gone)));
    }
  }

  private static IdentityKey key(Optional<Path> file, Optional<String> text) {
    if (file.isPresent() == text.isPresent()) {
      throw new IllegalArgumentException(
          PREFIX
              + "enabled is true and needs one of "
              + PREFIX
              + "key-file and "
              + PREFIX
              + "key: at least 32 bytes in Base64, as from openssl rand -base64 32");
    }
    try {
      return file.map(IdentityKey::read).orElseGet(() -> IdentityKey.ofBase64(text.orElseThrow()));
    } catch (IdentityException e) {
      throw new IllegalArgumentException(
          PREFIX + (file.isPresent() ? "key-file" : "key") + ": " + e.getMessage(), e);
    }
  }
}
