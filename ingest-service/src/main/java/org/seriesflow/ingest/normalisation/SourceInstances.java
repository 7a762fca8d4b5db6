package org.seriesflow.ingest.normalisation;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.seriesflow.dicom.SourceSlice;

/**
 * Where each acquired slice of the volumes came from, as JSON: volume by volume, each in the order
 * of {@code Normalised.slices}, ascending along the acquired slice normal.
 */
final class SourceInstances {
  private static final JsonFactory JSON = new JsonFactory();

  private SourceInstances() {}

  /**
   * Writes the document; the stream stays open.
   *
   * @param volumes the slices of each volume, in the order of the event
   */
  static void write(String seriesInstanceUid, List<List<SourceSlice>> volumes, OutputStream target)
      throws IOException {
    try (var json = JSON.createGenerator(target, JsonEncoding.UTF8)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeStringField("seriesInstanceUid", seriesInstanceUid);
      json.writeArrayFieldStart("slices");
      for (var volume = 0; volume < volumes.size(); volume++) {
        for (var slice : volumes.get(volume)) {
          write(volume, slice, json);
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void write(int volume, SourceSlice slice, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("volume", volume);
    json.writeStringField("sopClassUid", slice.sopClassUid());
    json.writeStringField("sopInstanceUid", slice.sopInstanceUid());
    json.writeNumberField("frame", slice.frame());
    json.writeNumberField("positionAlongNormalMm", slice.positionAlongNormalMm());
    json.writeEndObject();
  }
}
