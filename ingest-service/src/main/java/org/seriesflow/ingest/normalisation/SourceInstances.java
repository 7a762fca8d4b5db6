package org.seriesflow.ingest.normalisation;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.seriesflow.dicom.SourceSlice;

/**
 * Where each slice of a volume came from, as JSON, in the order of {@code Normalised.slices}:
 * ascending along the acquired slice normal.
 */
final class SourceInstances {
  private static final JsonFactory JSON = new JsonFactory();

  private SourceInstances() {}

  /** Writes the document; the stream stays open. */
  static void write(String seriesInstanceUid, List<SourceSlice> slices, OutputStream target)
      throws IOException {
    try (var json = JSON.createGenerator(target, JsonEncoding.UTF8)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeStringField("seriesInstanceUid", seriesInstanceUid);
      json.writeArrayFieldStart("slices");
      for (var slice : slices) {
        json.writeStartObject();
        json.writeStringField("sopClassUid", slice.sopClassUid());
        json.writeStringField("sopInstanceUid", slice.sopInstanceUid());
        json.writeNumberField("frame", slice.frame());
        json.writeNumberField("positionAlongNormalMm", slice.positionAlongNormalMm());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }
}
