package org.seriesflow.cli.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.seriesflow.cli.CommandFailure;

/**
 * What is known to be true: a CSV with a line a series, first column {@code seriesInstanceUid}, one
 * column a label, 1 or 0 or empty. Quotes around a field are taken off; a comma in one is not
 * understood, as labels hold none.
 *
 * @param byLabel series that are known, by label
 */
record TruthTable(Map<String, Map<String, Boolean>> byLabel) {
  static final TruthTable NONE = new TruthTable(Map.of());

  Map<String, Boolean> of(String label) {
    return byLabel.getOrDefault(label, Map.of());
  }

  static TruthTable read(Path file) throws IOException {
    var lines = Files.readAllLines(file);
    var head = lines.isEmpty() ? List.<String>of() : fields(lines.getFirst());
    if (head.isEmpty() || !head.getFirst().equalsIgnoreCase("seriesInstanceUid")) {
      throw new CommandFailure(
          "%s does not begin with the column seriesInstanceUid".formatted(file));
    }
    var byLabel = new HashMap<String, Map<String, Boolean>>();
    for (int number = 1; number < lines.size(); number++) {
      var fields = fields(lines.get(number));
      for (int column = 1; column < Math.min(fields.size(), head.size()); column++) {
        var known = byLabel.computeIfAbsent(head.get(column), _ -> new HashMap<>());
        switch (fields.get(column)) {
          case "1" -> known.put(fields.getFirst(), true);
          case "0" -> known.put(fields.getFirst(), false);
          case "" -> {
            // Not known.
          }
          default ->
              throw new CommandFailure(
                  "%s line %d: '%s' of %s is neither 0 nor 1"
                      .formatted(file, number + 1, fields.get(column), head.get(column)));
        }
      }
    }
    return new TruthTable(byLabel);
  }

  private static List<String> fields(String line) {
    var fields = new ArrayList<String>();
    for (var field : line.split(",", -1)) {
      fields.add(field.strip().replaceAll("^\"|\"$", ""));
    }
    return fields;
  }
}
