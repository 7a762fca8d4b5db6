package org.seriesflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A command that was run in this JVM, and what it wrote.
 *
 * @param exitCode as the process would end
 */
public record CommandRun(int exitCode, String out, String err) {
  private static final int COLUMNS = 80;

  /** Runs a command without input. */
  public static CommandRun of(String... arguments) {
    return withInput("", arguments);
  }

  /** Runs a command on a standard input. */
  public static CommandRun withInput(String input, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int exitCode =
        Seriesflow.run(
            new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                COLUMNS,
                false),
            arguments);
    return new CommandRun(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The one document on stdout. */
  public JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out);
  }

  /** The documents on stdout, one a line. */
  public List<JsonNode> jsonLines() throws IOException {
    try (var values = new ObjectMapper().readerFor(JsonNode.class).<JsonNode>readValues(out)) {
      return values.readAll();
    }
  }
}
