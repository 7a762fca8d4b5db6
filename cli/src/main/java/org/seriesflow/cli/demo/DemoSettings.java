package org.seriesflow.cli.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.seriesflow.cli.ProjectFolder;

/**
 * What a demo is made of.
 *
 * @param root folder of the project, which holds the built services and the packages
 * @param dataFolder new folder for logs, payloads, state and the broker's log; all that a demo
 *     leaves behind
 * @param roiPackage folder of the model package of the roi-service
 * @param classifierPackage folder of the model package of the classifier-service
 * @param partitions partitions of each topic
 * @param idle silence after which a series is held to be complete
 * @param unknownBodyPart what the roi-service does with a series of which the body part is unknown:
 *     skip or try
 * @param rules the site's rules file; empty: none
 */
public record DemoSettings(
    Path root,
    Path dataFolder,
    Path roiPackage,
    Path classifierPackage,
    int partitions,
    Duration idle,
    String unknownBodyPart,
    Optional<Path> rules,
    DemoPorts ports) {
  /** Silence after which a series is held to be complete, where nobody says otherwise. */
  public static final int IDLE_SECONDS = 5;

  /** Partitions where nobody says otherwise. */
  public static final int PARTITIONS = 2;

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT);

  /** Settings without rules. */
  public DemoSettings(
      Path root,
      Path dataFolder,
      Path roiPackage,
      Path classifierPackage,
      int partitions,
      Duration idle,
      String unknownBodyPart,
      DemoPorts ports) {
    this(
        root,
        dataFolder,
        roiPackage,
        classifierPackage,
        partitions,
        idle,
        unknownBodyPart,
        Optional.empty(),
        ports);
  }

  /** Root of the payload store. */
  public Path payloads() {
    return dataFolder.resolve("payloads");
  }

  /** The same in another folder. */
  public DemoSettings withDataFolder(Path other) {
    return new DemoSettings(
        root,
        other,
        roiPackage,
        classifierPackage,
        partitions,
        idle,
        unknownBodyPart,
        rules,
        ports);
  }

  /** The same with another classifier. */
  public DemoSettings withClassifierPackage(Path other) {
    return new DemoSettings(
        root, dataFolder, roiPackage, other, partitions, idle, unknownBodyPart, rules, ports);
  }

  /** The same with rules. */
  public DemoSettings withRules(Path file) {
    return new DemoSettings(
        root,
        dataFolder,
        roiPackage,
        classifierPackage,
        partitions,
        idle,
        unknownBodyPart,
        Optional.of(file),
        ports);
  }

  /** A folder of the project that is not there yet, named after its purpose and the time. */
  public static Path newFolder(String purpose) {
    var now = STAMP.format(LocalDateTime.now(ZoneId.systemDefault()));
    return ProjectFolder.root().resolve(".seriesflow").resolve(purpose + "-" + now);
  }

  /** The usual settings, with a new folder and free ports. */
  public static DemoSettings usual(String purpose, Path roiPackage, Path classifierPackage) {
    return new DemoSettings(
        ProjectFolder.root(),
        newFolder(purpose),
        roiPackage,
        classifierPackage,
        PARTITIONS,
        Duration.ofSeconds(IDLE_SECONDS),
        "skip",
        DemoPorts.lasting());
  }
}
