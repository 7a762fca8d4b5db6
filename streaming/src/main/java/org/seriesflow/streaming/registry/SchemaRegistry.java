package org.seriesflow.streaming.registry;

import org.apache.avro.Schema;

/**
 * What a serde asks of a registry. Answers are cached by whoever implements this; ids never change.
 */
public interface SchemaRegistry {
  /**
   * The id under which exactly this schema stands in the subject.
   *
   * @throws SchemaNotRegisteredException where it does not; services never register
   * @throws org.seriesflow.streaming.TransientFaultException while the registry is away
   */
  int idOf(String subject, Schema schema);

  /**
   * The schema that an event was written with.
   *
   * @throws UnknownSchemaException where the registry has no such id
   * @throws org.seriesflow.streaming.TransientFaultException while the registry is away
   */
  Schema schemaOf(int id);
}
