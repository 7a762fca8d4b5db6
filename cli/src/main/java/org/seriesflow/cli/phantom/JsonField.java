package org.seriesflow.cli.phantom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.seriesflow.cli.CommandFailure;

/**
 * A value of a JSON file with its place, so that what is wrong with it can be named.
 *
 * @param place path of the field inside the file, as in {@code series[2].shape}
 */
record JsonField(Path file, String place, JsonNode node) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static JsonField read(Path file) {
    try {
      var node = MAPPER.readTree(file.toFile());
      return new JsonField(file, "", node);
    } catch (IOException e) {
      throw new CommandFailure(file + " cannot be read as JSON: " + e.getMessage(), e);
    }
  }

  JsonField at(String name) {
    var found = node.get(name);
    return new JsonField(
        file,
        place.isEmpty() ? name : place + "." + name,
        found == null ? MissingNode.getInstance() : found);
  }

  List<JsonField> elements() {
    require(node.isArray(), "a list");
    var elements = new ArrayList<JsonField>();
    for (int i = 0; i < node.size(); i++) {
      elements.add(new JsonField(file, place + "[" + i + "]", node.get(i)));
    }
    return elements;
  }

  boolean bool() {
    require(node.isBoolean(), "true or false");
    return node.booleanValue();
  }

  String text() {
    require(node.isTextual() && !node.textValue().isBlank(), "a text");
    return node.textValue();
  }

  double number() {
    require(node.isNumber(), "a number");
    return node.doubleValue();
  }

  List<Double> numbers(int count) {
    return exactly(count).stream().map(JsonField::number).toList();
  }

  /** Whole numbers above 0. */
  List<Integer> integers(int count) {
    return exactly(count).stream().map(JsonField::integer).toList();
  }

  private int integer() {
    require(node.isInt() && node.intValue() > 0, "a whole number above 0");
    return node.intValue();
  }

  private List<JsonField> exactly(int count) {
    var elements = elements();
    if (elements.size() != count) {
      throw wrong("has " + elements.size() + " elements; " + count + " are needed");
    }
    return elements;
  }

  CommandFailure wrong(String sentence) {
    return new CommandFailure(file + ": " + place + ": " + sentence);
  }

  private void require(boolean fits, String wanted) {
    if (!fits) {
      throw wrong(node.isMissingNode() ? "is missing" : "is " + node + "; needed: " + wanted);
    }
  }
}
