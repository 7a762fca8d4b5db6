package org.seriesflow.cli.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import org.seriesflow.cli.report.TextTable;
import org.seriesflow.cli.report.TextTable.Column;
import org.seriesflow.streaming.EventJson;
import org.seriesflow.streaming.deadletter.DeadLetterHandling.Result;
import org.seriesflow.streaming.deadletter.LetterChain;

/** Letters for people and for programs. */
final class LetterText {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private LetterText() {}

  static String table(Collection<LetterChain> chains, int columns) {
    var table =
        new TextTable(
            List.of(
                Column.left("letter"),
                Column.left("state"),
                Column.right("attempts"),
                Column.left("stage"),
                Column.left("cause"),
                Column.left("failed at"),
                Column.flexible("series", 12),
                Column.right("rev")),
            columns);
    for (var chain : chains) {
      var letter = chain.latest();
      table.add(
          List.of(
              chain.id().toString(),
              chain.end().map(end -> chain.state() + " " + end.status()).orElse("" + chain.state()),
              Integer.toString(chain.attempts()),
              letter.getStage(),
              letter.getCauseCode(),
              letter.getFailedAt().toString(),
              LetterFilter.seriesOf(letter),
              letter.getHeader() == null ? "" : "" + letter.getHeader().getRevision()));
    }
    return table.render().stripTrailing();
  }

  static JsonNode json(Collection<LetterChain> chains) {
    var json = NODES.objectNode();
    ArrayNode letters = json.putArray("letters");
    chains.forEach(chain -> letters.add(json(chain)));
    return json;
  }

  /** What a list says of a letter. */
  static ObjectNode json(LetterChain chain) {
    var letter = chain.latest();
    var json = NODES.objectNode();
    json.put("id", chain.id().toString());
    json.put("state", chain.state().name());
    json.put("attempts", chain.attempts());
    json.put("causeCode", letter.getCauseCode());
    json.put("cause", letter.getCause());
    json.put("stage", letter.getStage());
    json.put("applicationId", letter.getApplicationId());
    json.put("failedAt", letter.getFailedAt().toString());
    json.put("series", LetterFilter.seriesOf(letter));
    json.put("revision", letter.getHeader() == null ? null : letter.getHeader().getRevision());
    json.put("mode", letter.getHeader() == null ? null : letter.getHeader().getMode().name());
    json.put("endsRevision", letter.getEndsRevision());
    json.put("topic", letter.getTopic());
    json.put("partition", letter.getPartition());
    json.put("offset", letter.getOffset());
    chain
        .end()
        .ifPresent(
            end ->
                json.putObject("end")
                    .put("status", end.status())
                    .put("topic", end.topic())
                    .put("partition", end.where().partition())
                    .put("offset", end.where().offset()));
    return json;
  }

  /** All that is known of a letter. */
  static ObjectNode history(LetterChain chain) {
    var json = json(chain);
    var letters = json.putArray("letters");
    chain
        .letters()
        .forEach(
            letter ->
                letters
                    .addObject()
                    .put("id", letter.id().toString())
                    .put("attempt", letter.attempt())
                    .set("event", EventJson.of(letter.event())));
    var handled = json.putArray("handled");
    chain.handled().forEach(event -> handled.add(EventJson.of(event)));
    return json;
  }

  static String results(Collection<Result> results, String done, int columns) {
    var table =
        new TextTable(
            List.of(
                Column.left("letter"),
                Column.left("result"),
                Column.right("attempt"),
                Column.left("stage"),
                Column.flexible("series", 12)),
            columns);
    for (var result : results) {
      var letter = result.chain().latest();
      table.add(
          List.of(
              result.chain().id().toString(),
              result.refusal().map(why -> "not done: " + why).orElse(done),
              Integer.toString(result.attempt()),
              letter.getStage(),
              LetterFilter.seriesOf(letter)));
    }
    return table.render().stripTrailing();
  }

  static JsonNode json(Collection<Result> results, String done) {
    var json = NODES.objectNode();
    var items = json.putArray("letters");
    for (var result : results) {
      items
          .addObject()
          .put("id", result.chain().id().toString())
          .put("result", result.refusal().isEmpty() ? done : "not done")
          .put("reason", result.refusal().orElse(null))
          .put("attempt", result.attempt())
          .put("stage", result.chain().latest().getStage())
          .put("series", LetterFilter.seriesOf(result.chain().latest()));
    }
    json.put("done", results.stream().filter(result -> result.refusal().isEmpty()).count());
    return json;
  }
}
