package org.seriesflow.ingest.stow;

import java.util.Optional;

/** Where the HTTP side finds the service. */
public interface StowEndpoint {
  /** Whether the configuration wants STOW-RS at all. */
  boolean enabled();

  /** The service; empty as long as nothing can be taken in. */
  Optional<StowService> service();
}
