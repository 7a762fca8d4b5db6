package org.seriesflow.cli.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.apache.avro.Schema;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/** What a release brings: a schema with one field more, and a model package of another version. */
final class NewerVersions {
  private int count;

  /** Registers a version of the predictions' schema that has one more optional field. */
  void registerSchema(String registryUrl) {
    var known = Topics.PREDICTIONS.schema();
    var fields = new ArrayList<Schema.Field>();
    known.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    for (int i = 0; i <= count; i++) {
      var optional =
          Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING));
      fields.add(
          new Schema.Field("fieldOfRelease" + i, optional, "", Schema.Field.NULL_DEFAULT_VALUE));
    }
    var newer =
        Schema.createRecord(known.getName(), known.getDoc(), known.getNamespace(), false, fields);
    try (var registry = SchemaRegistryClient.at(registryUrl)) {
      registry.register(Topics.PREDICTIONS.subject(), newer);
    }
  }

  /** A copy of the package that states a later version; other digest, same networks. */
  Path packageFrom(Path original, Path folder) throws IOException {
    count++;
    var copy = Files.createDirectories(folder.resolve("release-" + count));
    try (var files = Files.list(original)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    var manifest = copy.resolve("manifest.yaml");
    var text = Files.readString(manifest);
    var newer = text.replaceFirst("(?m)^version: .*$", "version: 0.2." + count);
    if (newer.equals(text)) {
      throw new CommandFailure(manifest + " has no line `version:`");
    }
    Files.writeString(manifest, newer);
    return copy;
  }
}
