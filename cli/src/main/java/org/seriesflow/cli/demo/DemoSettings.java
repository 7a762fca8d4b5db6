package org.seriesflow.cli.demo;

import java.nio.file.Path;
import java.time.Duration;

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
 */
public record DemoSettings(
    Path root,
    Path dataFolder,
    Path roiPackage,
    Path classifierPackage,
    int partitions,
    Duration idle,
    String unknownBodyPart,
    DemoPorts ports) {}
