package org.seriesflow.inference.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.seriesflow.inference.dataflow.Dataflow;
import org.seriesflow.inference.dataflow.Reference;
import org.seriesflow.inference.dataflow.Step;
import org.seriesflow.yaml.Fields;
import org.seriesflow.yaml.Source;

/** Reads steps and the bodies inside them. */
final class StepReader {
  private StepReader() {}

  static Dataflow dataflow(List<Fields> steps, Map<String, Reference> outputs, Source source) {
    return Dataflow.of(steps.stream().map(StepReader::step).toList(), outputs, source);
  }

  /** The body of an operator: {@code steps} and the {@code outputs} that leave it. */
  static Dataflow body(Fields operator) {
    var fields = operator.object("body");
    var outputs = references(fields, "outputs");
    var flow = dataflow(fields.objects("steps"), outputs, fields.source());
    fields.done();
    return flow;
  }

  private static Map<String, Reference> references(Fields fields, String key) {
    var references = new LinkedHashMap<String, Reference>();
    fields
        .textsByName(key)
        .forEach(
            (name, text) ->
                references.put(name, Reference.parse(text, fields.object(key).at(name))));
    return references;
  }

  private static Step step(Fields unnamed) {
    var id = unnamed.text("id");
    if (!id.matches("[a-z][a-z0-9-]*")) {
      throw unnamed.problem("id", "'" + id + "' must be lower case, digits and hyphens");
    }
    var fields = unnamed.renamed("steps[" + id + "]");
    fields.text("id");
    var inputs = references(fields, "inputs");
    var operator = OperatorReader.read(fields);
    fields.done();
    return new Step(id, operator, inputs, fields.source());
  }

  /** The modes that a table knows for an operator, for messages. */
  static String listed(Iterable<String> names) {
    var list = new ArrayList<String>();
    names.forEach(list::add);
    return String.join(", ", list.stream().sorted().toList());
  }
}
