package org.seriesflow.roi;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.seriesflow.events.PackageRole;
import org.seriesflow.inference.RoiFinding;
import org.seriesflow.inference.RoiLocator;
import org.seriesflow.roi.RoiTopology.RoiTopics;
import org.seriesflow.stages.DeployedPackage;
import org.seriesflow.stages.Deployment;
import org.seriesflow.stages.PackageRunner;
import org.seriesflow.stages.RegionLocator;
import org.seriesflow.stages.RoiStage;
import org.seriesflow.stages.StageApplication;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.stage.ServedLanes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops the application with the process. A start that is refused ends the process with
 * exit code 1.
 */
@ApplicationScoped
class RoiService {
  private static final Logger LOG = LoggerFactory.getLogger(RoiService.class);

  private final RoiConfig config;
  private final MeterRegistry meters;
  private final String producer;
  private StageApplication application;

  RoiService(
      RoiConfig config,
      MeterRegistry meters,
      @ConfigProperty(name = "quarkus.application.name") String name,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.config = config;
    this.meters = meters;
    this.producer = name + "@" + version;
  }

  void start(@Observes StartupEvent event) {
    application = open(config, meters, producer);
    application
        .start()
        .whenComplete(
            (_, refusal) -> {
              if (refusal != null) {
                LOG.error("The start is refused: {}", refusal.getMessage());
                Quarkus.asyncExit(1);
              }
            });
  }

  /** The whole service as it runs, without the process around it. */
  static StageApplication open(RoiConfig config, MeterRegistry meters, String producer) {
    var deployment = new Deployment(config.mode(), producer, Clock.systemUTC());
    requireTopics(config, deployment);
    var runner = PackageRunner.open(config, PackageRole.ROI, meters);
    var deployed = DeployedPackage.of(config.packages(), config.mode(), runner.reference());
    var locator = new RoiLocator(runner.pipeline());
    return StageApplication.of(
        config,
        deployment,
        runner,
        meters,
        lanes -> {
          var topics = topics(config, lanes);
          return new StageApplication.Wiring(
              topics.all(),
              (runtime, payloads) ->
                  RoiTopology.build(
                      runtime,
                      topics,
                      deployment,
                      deployed,
                      new RoiStage(
                          deployment,
                          topics.rois(),
                          topics.seriesSkipped(),
                          payloads,
                          runner.reference(),
                          runner.modelPackage().eligibility(),
                          config.eligibility().unknownBodyPart(),
                          RegionLocator.of(
                              locator,
                              work -> runner.run(lanes.lane(), work, RoiFinding::network)))));
        });
  }

  private static void requireTopics(RoiConfig config, Deployment deployment) {
    var names = config.topics();
    deployment.requireTopic("seriesflow.topics.rois", names.rois(), Topics.ROIS.name());
    deployment.requireTopic(
        "seriesflow.topics.series-skipped", names.seriesSkipped(), Topics.SERIES_SKIPPED.name());
  }

  private static RoiTopics topics(RoiConfig config, ServedLanes lanes) {
    var names = config.topics();
    return RoiTopics.of(
        lanes,
        Topics.VOLUMES.withName(names.volumes()),
        Topics.ROIS.withName(names.rois()),
        Topics.SERIES_SKIPPED.withName(names.seriesSkipped()));
  }

  void stop(@Observes ShutdownEvent event) {
    if (application != null && !application.stop(config.stopTimeout())) {
      LOG.warn("The series in work is abandoned; another instance does it again");
    }
  }

  StageApplication application() {
    return application;
  }
}
