package org.seriesflow.classifier;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.seriesflow.classifier.ClassifierTopology.ClassifierTopics;
import org.seriesflow.classifier.ClassifierTopology.Parts;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.inference.Classification;
import org.seriesflow.inference.Classifier;
import org.seriesflow.stages.DeployedPackage;
import org.seriesflow.stages.Deployment;
import org.seriesflow.stages.PackageLabels;
import org.seriesflow.stages.PackageRunner;
import org.seriesflow.stages.PredictionEvents;
import org.seriesflow.stages.RegionClassifier;
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
class ClassifierService {
  private static final Logger LOG = LoggerFactory.getLogger(ClassifierService.class);

  private final ClassifierConfig config;
  private final MeterRegistry meters;
  private final String producer;
  private StageApplication application;
  private Optional<ReplayRunner> replayRunner = Optional.empty();

  ClassifierService(
      ClassifierConfig config,
      MeterRegistry meters,
      @ConfigProperty(name = "quarkus.application.name") String name,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.config = config;
    this.meters = meters;
    this.producer = name + "@" + version;
  }

  void start(@Observes StartupEvent event) {
    application = open(config, meters, producer);
    if (config.mode() == ProcessingMode.REPLAY) {
      replayRunner =
          Optional.of(
              new ReplayRunner(
                  StageApplication.kafka(config),
                  application.codec(),
                  producer,
                  config.applicationId()));
    }
    application
        .start()
        .whenComplete(
            (_, refusal) -> {
              if (refusal != null) {
                LOG.error("The start is refused: {}", refusal.getMessage());
                Quarkus.asyncExit(1);
              } else {
                replayRunner.ifPresent(ReplayRunner::resume);
              }
            });
  }

  /** The whole service as it runs, without the process around it. */
  static StageApplication open(ClassifierConfig config, MeterRegistry meters, String producer) {
    var deployment = new Deployment(config.mode(), producer, Clock.systemUTC());
    deployment.requireTopic(
        "seriesflow.topics.predictions", config.topics().predictions(), Topics.PREDICTIONS.name());
    var runner = PackageRunner.open(config, PackageRole.CLASSIFIER, meters);
    var deployed = DeployedPackage.of(config.packages(), config.mode(), runner.reference());
    var classifier = new Classifier(runner.pipeline());
    var events =
        new PredictionEvents(
            deployment, runner.reference(), PackageLabels.of(runner.modelPackage()));
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
                  ClassifierTopology.build(
                      runtime,
                      new Parts(
                          topics,
                          deployed,
                          events,
                          payloads,
                          RegionClassifier.of(
                              classifier,
                              work -> runner.run(lanes.lane(), work, Classification::network)),
                          config.outcomes().memory())));
        });
  }

  private static ClassifierTopics topics(ClassifierConfig config, ServedLanes lanes) {
    var names = config.topics();
    return ClassifierTopics.of(
        lanes,
        Topics.ROIS.withName(names.rois()),
        Topics.SERIES_SKIPPED.withName(names.seriesSkipped()),
        Topics.PREDICTIONS.withName(names.predictions()));
  }

  void stop(@Observes ShutdownEvent event) {
    replayRunner.ifPresent(ReplayRunner::close);
    if (application != null && !application.stop(config.stopTimeout())) {
      LOG.warn("The series in work is abandoned; another instance does it again");
    }
  }

  String applicationId() {
    return config.applicationId();
  }

  /** What copies jobs; empty where the mode is not REPLAY. */
  Optional<ReplayRunner> replayRunner() {
    return replayRunner;
  }

  StageApplication application() {
    return application;
  }
}
