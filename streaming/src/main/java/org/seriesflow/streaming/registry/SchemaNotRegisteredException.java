package org.seriesflow.streaming.registry;

import org.seriesflow.streaming.TransientFaultException;

/**
 * A service wants to write an event whose schema the registry does not have. Passing, because
 * {@code topics apply} mends it; the record waits meanwhile.
 */
public final class SchemaNotRegisteredException extends TransientFaultException {
  private static final long serialVersionUID = 1L;

  public SchemaNotRegisteredException(String subject, String schemaName, String registry) {
    super(
        "Subject %s at %s does not hold this version's schema of %s: run `seriesflow topics apply`."
            .formatted(subject, registry, schemaName));
  }
}
