package org.seriesflow.cli.identities;

import java.nio.file.Path;
import java.util.HashMap;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.payloads.ConfiguredStore;
import org.seriesflow.cli.payloads.PayloadStoreOptions;
import org.seriesflow.streaming.identity.IdentityKey;
import org.seriesflow.streaming.identity.IdentityVault;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.payload.PayloadStoreConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The vault: its stores, and its key. The key itself has no option, and no more have credentials,
 * since others see those.
 */
final class VaultOptions {
  private static final String KEY = "SERIESFLOW_DEIDENTIFICATION_KEY";

  @Mixin private PayloadStoreOptions store;

  @Option(
      names = "--patient-keys",
      paramLabel = "DIR",
      description =
          "Root folder of the patient keys (default: $SERIESFLOW_PATIENT_KEYS_PATH; a bucket is said"
              + " by $SERIESFLOW_PATIENT_KEYS_TYPE=s3 and $SERIESFLOW_PATIENT_KEYS_S3_…:"
              + " docs/de-identification.md).")
  private String patientKeys;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      defaultValue = "${env:SERIESFLOW_DEIDENTIFICATION_KEY_FILE}",
      description =
          "File with the key (default: $SERIESFLOW_DEIDENTIFICATION_KEY_FILE, else the key itself"
              + " in $SERIESFLOW_DEIDENTIFICATION_KEY).")
  private Path keyFile;

  IdentityVault open() {
    return open(openStore());
  }

  IdentityVault open(PayloadStore opened) {
    var given = new HashMap<String, String>();
    given.put("path", patientKeys);
    var keys = ConfiguredStore.open(PayloadStoreConfig.PATIENT_KEYS, given);
    return new IdentityVault(opened, keys, key());
  }

  PayloadStore openStore() {
    return store.open();
  }

  private IdentityKey key() {
    if (keyFile != null) {
      return IdentityKey.read(keyFile);
    }
    var text = System.getenv(KEY);
    if (text == null) {
      throw new CommandFailure(
          CommandFailure.USAGE, "no key is given: say --key-file, or set " + KEY, null);
    }
    return IdentityKey.ofBase64(text);
  }
}
