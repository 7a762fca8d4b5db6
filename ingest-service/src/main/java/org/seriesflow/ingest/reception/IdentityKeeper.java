package org.seriesflow.ingest.reception;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.seriesflow.dicom.OriginalIdentity;
import org.seriesflow.streaming.identity.Identity;
import org.seriesflow.streaming.identity.IdentityVault;

/**
 * Puts the identity of each series into the vault, before any of its instances is stored; the
 * instances that follow cost nothing. Safe for threads.
 */
public final class IdentityKeeper {
  private static final int SERIES_REMEMBERED = 10_000;

  private final IdentityVault vault;
  private final Map<String, Identity> kept = Collections.synchronizedMap(new LatestSeries());

  public IdentityKeeper(IdentityVault vault) {
    this.vault = vault;
  }

  /**
   * Keeps whose series it is; durable when this returns.
   *
   * @param series pseudonym of the Series Instance UID
   * @throws org.seriesflow.streaming.TransientFaultException when one of its stores is away
   */
  void keep(String series, OriginalIdentity original) {
    var identity =
        new Identity(
            original.patientId(),
            original.issuerOfPatientId(),
            original.accessionNumber(),
            original.studyInstanceUid(),
            original.seriesInstanceUid());
    if (!identity.equals(kept.get(series))) {
      vault.keep(series, identity);
      kept.put(series, identity);
    }
  }

  /** Forgets the series that came first. */
  private static final class LatestSeries extends LinkedHashMap<String, Identity> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Identity> eldest) {
      return size() > SERIES_REMEMBERED;
    }
  }
}
