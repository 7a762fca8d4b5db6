package org.seriesflow.ingest.evidence;

import java.util.Optional;
import org.seriesflow.ingest.stow.RemoteAddresses;
import org.seriesflow.streaming.evidence.SeriesEvidenceLog;

/** Where the HTTP side of an operator finds the service. */
public interface ForcedCompletion {

  /** Whether the configuration wants operators to be served at all. */
  boolean operatorsAreServed();

  /** From where they are. */
  RemoteAddresses operators();

  /** Where decisions go; empty as long as none can be taken. */
  Optional<SeriesEvidenceLog> evidence();
}
