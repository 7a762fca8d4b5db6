package org.seriesflow.cli.payloads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.seriesflow.cli.report.TextTable;
import org.seriesflow.cli.report.TextTable.Column;
import org.seriesflow.streaming.retention.RetentionReport;
import org.seriesflow.streaming.retention.RetentionReport.Amount;

/** What a retention job did, for people and for programs. */
final class RetentionText {
  private RetentionText() {}

  static String table(RetentionReport report, int columns) {
    var table =
        new TextTable(
            List.of(Column.left(""), Column.right("payloads"), Column.right("bytes")), columns);
    row(table, "kept: a topic refers to it", report.referenced());
    row(table, "kept: younger than the grace", report.young());
    row(table, "kept: its series' list cannot be read", report.spared());
    row(table, report.dryRun() ? "would be deleted" : "deleted", report.deleted());
    return table.render().stripTrailing();
  }

  private static void row(TextTable table, String what, Amount amount) {
    table.add(List.of(what, Long.toString(amount.count()), Long.toString(amount.bytes())));
  }

  static JsonNode json(String store, Duration grace, RetentionReport report) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("store", store);
    json.put("startedAt", report.startedAt().toString());
    json.put("dryRun", report.dryRun());
    json.put("grace", grace.toString());
    json.put("longestTransaction", report.longestTransaction().toString());
    var topics = json.putArray("topics");
    for (var topic : report.topics()) {
      topics
          .addObject()
          .put("topic", topic.topic())
          .put("partitions", topic.partitions())
          .put("records", topic.records())
          .put("references", topic.mentions());
    }
    json.put("references", report.references());
    json.put("instanceLists", report.lists());
    amount(json, "referenced", report.referenced());
    amount(json, "young", report.young());
    amount(json, "spared", report.spared());
    amount(json, "deleted", report.deleted());
    return json;
  }

  private static void amount(ObjectNode json, String name, Amount amount) {
    json.putObject(name).put("payloads", amount.count()).put("bytes", amount.bytes());
  }
}
