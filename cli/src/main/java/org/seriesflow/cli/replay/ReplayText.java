package org.seriesflow.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.seriesflow.cli.report.TextTable;
import org.seriesflow.cli.report.TextTable.Column;
import org.seriesflow.events.ReplayJob;
import org.seriesflow.streaming.replay.ReplayProgress;
import org.seriesflow.streaming.replay.ReplayReport;

/** Jobs for people and for programs. */
final class ReplayText {
  private ReplayText() {}

  static ObjectNode job(ReplayJob job, ReplayProgress progress) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("jobId", job.getJobId());
    json.put("status", job.getStatus().name());
    json.put("stage", job.getStage());
    json.put("source", job.getSourceTopic());
    json.put("target", job.getTargetTopic());
    json.put("classifier", job.getClassifierSha256());
    json.put("roi", job.getRoiSha256());
    json.put("where", job.getWhere());
    json.put("createdAt", job.getCreatedAt().toString());
    json.put("offsetsDone", progress.done());
    json.put("offsets", progress.total());
    json.put("copied", progress.counts().copied());
    json.put("notChosen", progress.counts().passed());
    json.put("unreadable", progress.counts().unreadable());
    var deleted = json.putArray("deletedByRetention");
    job.getDeleted().forEach(deleted::add);
    return json;
  }

  static void add(ObjectNode json, ReplayReport report) {
    json.put("revisions", report.revisions());
    var ends = json.putObject("ends");
    report.ends().forEach(ends::put);
    var failures = json.putObject("deadLetters");
    report
        .failures()
        .forEach((code, revisions) -> revisions.forEach(failures.withArray(code)::add));
    var open = json.putArray("open");
    report.open().forEach(open::add);
  }

  /** A line for each field that says something. */
  static String lines(ObjectNode json) {
    var text = new StringBuilder();
    for (var field : json.properties()) {
      JsonNode value = field.getValue();
      boolean empty = value.isNull() || (value instanceof ContainerNode<?> && value.isEmpty());
      if (!empty) {
        text.append(
            "%-20s %s%n".formatted(field.getKey(), value.isTextual() ? value.asText() : value));
      }
    }
    return text.toString().stripTrailing();
  }

  static String table(List<ReplayJob> jobs, int columns) {
    var table =
        new TextTable(
            List.of(
                Column.left("job"),
                Column.left("status"),
                Column.left("stage"),
                Column.left("created at"),
                Column.flexible("classifier", 8)),
            columns);
    for (var job : jobs) {
      table.add(
          List.of(
              job.getJobId(),
              job.getStatus().name(),
              job.getStage(),
              job.getCreatedAt().toString(),
              job.getClassifierSha256()));
    }
    return table.render().stripTrailing();
  }
}
