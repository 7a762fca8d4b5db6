package org.seriesflow.events;

import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** FULL compatibility: each of two schemas reads what the other wrote. */
final class Compatibility {
  private Compatibility() {}

  /** A line for each reason why the two are not compatible; empty where they are. */
  static List<String> breaches(Schema released, Schema current) {
    return Stream.concat(
            breachesOfReading("current reads released", current, released),
            breachesOfReading("released reads current", released, current))
        .toList();
  }

  private static Stream<String> breachesOfReading(String way, Schema reader, Schema writer) {
    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getResult();
    return result.getCompatibility() == SchemaCompatibilityType.COMPATIBLE
        ? Stream.empty()
        : result.getIncompatibilities().stream()
            .map(
                breach ->
                    "%s: %s at %s: %s"
                        .formatted(
                            way, breach.getType(), breach.getLocation(), breach.getMessage()));
  }
}
