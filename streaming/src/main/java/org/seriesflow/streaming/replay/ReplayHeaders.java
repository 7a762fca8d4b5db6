package org.seriesflow.streaming.replay;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.ReplayJob;

/**
 * Which packages a job asks for, as headers of the records of a job; every stage passes them on.
 * Mode and job stand in the header of the event itself.
 */
public final class ReplayHeaders {
  private ReplayHeaders() {}

  /** Key of the header with the digest of the package in that role. */
  public static String packageKey(PackageRole role) {
    return "seriesflow-replay-" + role.name().toLowerCase(Locale.ROOT);
  }

  /** Adds what the job asks for. */
  static void add(Headers headers, ReplayJob job) {
    put(headers, PackageRole.CLASSIFIER, job.getClassifierSha256());
    if (job.getRoiSha256() != null) {
      put(headers, PackageRole.ROI, job.getRoiSha256());
    }
  }

  private static void put(Headers headers, PackageRole role, String sha256) {
    headers.add(packageKey(role), sha256.getBytes(StandardCharsets.US_ASCII));
  }
}
