package org.seriesflow.stages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.ProcessingMode;

/**
 * What makes two predictions the same one: series, revision, normalisation version, the digests of
 * all packages, mode and job. Where a revision failed before a part of it was known, that part is
 * empty.
 *
 * @param jobId the replay job, empty where there is none
 */
public record PredictionIdentity(
    String seriesInstanceUid,
    int revision,
    String normalisationVersion,
    List<ModelPackageRef> models,
    ProcessingMode mode,
    String jobId) {

  /**
   * SHA-256 of the identity, 64 lower-case hexadecimal digits. Every part is preceded by its
   * length, so that no two identities run into the same bytes; packages are ordered by name of role
   * and digest, not by the order of the event.
   */
  public String id() {
    var packages =
        models.stream()
            .sorted(
                Comparator.comparing((ModelPackageRef model) -> model.getRole().name())
                    .thenComparing(ModelPackageRef::getSha256))
            .map(model -> model.getRole() + "=" + model.getSha256())
            .collect(Collectors.joining(","));
    var digest = sha256();
    for (var part :
        List.of(
            seriesInstanceUid,
            Integer.toString(revision),
            normalisationVersion,
            packages,
            mode.name(),
            jobId)) {
      var bytes = part.getBytes(UTF_8);
      digest.update((bytes.length + ":").getBytes(UTF_8));
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
