package org.seriesflow.stages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.ProcessingMode;

/**
 * What makes two predictions the same one: series, revision, normalisation version, the digests of
 * all packages, mode, job and the digest of the rules. Where a revision failed before a part of it
 * was known, that part is empty.
 *
 * @param jobId the replay job, empty where there is none
 * @param rulesSha256 digest of the rules that chose the packages, empty where there are none: the
 *     identity is then the one that it was before there were rules
 */
public record PredictionIdentity(
    String seriesInstanceUid,
    int revision,
    String normalisationVersion,
    List<ModelPackageRef> models,
    ProcessingMode mode,
    String jobId,
    String rulesSha256) {

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
    for (var part : parts(packages)) {
      var bytes = part.getBytes(UTF_8);
      digest.update((bytes.length + ":").getBytes(UTF_8));
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private List<String> parts(String packages) {
    var parts =
        List.of(
            seriesInstanceUid,
            Integer.toString(revision),
            normalisationVersion,
            packages,
            mode.name(),
            jobId);
    return rulesSha256.isEmpty()
        ? parts
        : Stream.concat(parts.stream(), Stream.of(rulesSha256)).toList();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
