package org.seriesflow.stages;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.streaming.replay.ReplayApplications;
import org.seriesflow.streaming.replay.ReplayHeaders;
import org.seriesflow.streaming.stage.StageContext;

/** Which package a replay job asks for, and which one a replay application runs. */
public final class ReplayPackages {
  private ReplayPackages() {}

  /** Whether the event is of a job that asks for another package in this role. */
  public static boolean asksForAnother(StageContext context, ModelPackageRef modelPackage) {
    var key = ReplayHeaders.packageKey(modelPackage.getRole());
    return context.input().headers().stream()
        .filter(header -> header.getKey().equals(key) && header.getValue() != null)
        .map(header -> StandardCharsets.UTF_8.decode(header.getValue().duplicate()).toString())
        .anyMatch(sha256 -> !sha256.equals(modelPackage.getSha256()));
  }

  /** The client id of a replay application, by which jobs find that it runs. */
  static String clientId(ModelPackageRef modelPackage) {
    return ReplayApplications.clientId(
        modelPackage.getRole().name(), modelPackage.getSha256(), UUID.randomUUID());
  }
}
