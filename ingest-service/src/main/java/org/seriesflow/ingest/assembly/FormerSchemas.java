package org.seriesflow.ingest.assembly;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.message.SchemaStore;

/**
 * Schemas that rows of a state were once written with, so that a state outlives an update: a row
 * names its schema by fingerprint. They stand as files in {@code former}, in parsing canonical
 * form.
 */
final class FormerSchemas {
  private FormerSchemas() {}

  /** The former schemas of those files, without their suffix. */
  static SchemaStore of(String... names) {
    var schemas = new SchemaStore.Cache();
    for (var name : names) {
      schemas.addSchema(read("former/" + name + ".avsc"));
    }
    return schemas;
  }

  private static Schema read(String resource) {
    try (var file = FormerSchemas.class.getResourceAsStream(resource)) {
      if (file == null) {
        throw new IllegalStateException(resource + " is missing in this build");
      }
      return new Schema.Parser().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
