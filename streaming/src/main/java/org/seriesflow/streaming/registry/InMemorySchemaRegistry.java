package org.seriesflow.streaming.registry;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** Gives an id to each schema that it sees: for topology tests, where no registry runs. */
public final class InMemorySchemaRegistry implements SchemaRegistry {
  private final List<Schema> schemas = new ArrayList<>();

  @Override
  public synchronized int idOf(String subject, Schema schema) {
    int index = schemas.indexOf(schema);
    if (index < 0) {
      schemas.add(schema);
      index = schemas.size() - 1;
    }
    return index + 1;
  }

  @Override
  public synchronized Schema schemaOf(int id) {
    if (id < 1 || id > schemas.size()) {
      throw new UnknownSchemaException(id, "memory");
    }
    return schemas.get(id - 1);
  }
}
