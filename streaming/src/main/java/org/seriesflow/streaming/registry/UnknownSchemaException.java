package org.seriesflow.streaming.registry;

import org.seriesflow.streaming.DataException;

/** An event names a schema id that the registry has never given out. */
public final class UnknownSchemaException extends DataException {
  private static final long serialVersionUID = 1L;

  private final int id;

  public UnknownSchemaException(int id, String where) {
    super(
        "UNKNOWN_SCHEMA",
        "No schema has the id %d at %s: the event was written against another registry, or its first five bytes are not Confluent's wire format."
            .formatted(id, where));
    this.id = id;
  }

  public int id() {
    return id;
  }
}
