package org.seriesflow.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/** Writes documents as JSON, keys in the order of the records, nulls written out. */
public final class ReportJson {
  private static final ObjectMapper LINES = new ObjectMapper();
  private static final ObjectMapper INDENTED =
      LINES.copy().enable(SerializationFeature.INDENT_OUTPUT);

  private ReportJson() {}

  /** The document as indented text, without a line end. */
  public static String write(Object document) {
    return write(INDENTED, document);
  }

  /** The document in one line, without a line end. */
  public static String writeLine(Object document) {
    return write(LINES, document);
  }

  private static String write(ObjectMapper mapper, Object document) {
    try {
      return mapper.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of plain values always have a JSON form", e);
    }
  }
}
