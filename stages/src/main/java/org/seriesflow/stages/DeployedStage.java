package org.seriesflow.stages;

import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.Routing;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.EventHeaders;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.stage.Emission;
import org.seriesflow.streaming.stage.Outcome;
import org.seriesflow.streaming.stage.Stage;
import org.seriesflow.streaming.stage.StageContext;
import org.seriesflow.streaming.stage.StageHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stage in a deployment. It refuses events of another mode, and where the deployment is not LIVE
 * its dead letters carry its own mode: a shadow that fails must never end a live revision.
 */
public final class DeployedStage<V extends SpecificRecord> implements Stage<V> {
  /** Code of an event whose mode is not one that the deployment works on. */
  public static final String MODE_MISMATCH = "MODE_MISMATCH";

  /** Code of a series for which a rule names a package that is not the one deployed. */
  public static final String PACKAGE_NOT_DEPLOYED = "PACKAGE_NOT_DEPLOYED";

  private static final Logger LOG = LoggerFactory.getLogger(DeployedStage.class);
  private static final String UNEXPECTED = "UNEXPECTED";

  private final Deployment deployment;
  private final ModelPackageRef modelPackage;
  private final Stage<V> stage;

  /**
   * A stage of a deployment.
   *
   * @param modelPackage the package that it runs: events of a job that asks for another pass by
   */
  public DeployedStage(Deployment deployment, ModelPackageRef modelPackage, Stage<V> stage) {
    this.deployment = deployment;
    this.modelPackage = modelPackage;
    this.stage = stage;
  }

  @Override
  public void start(StageHost host) {
    stage.start(host);
  }

  @Override
  public Outcome apply(V event, StageContext context) {
    var header = EventHeaders.of(event).orElseThrow();
    if (!deployment.worksOn(header)) {
      return Outcome.failure(
          MODE_MISMATCH,
          "The event is of mode %s%s, and this deployment is %s."
              .formatted(
                  header.getMode(),
                  header.getJobId() == null ? "" : ", job " + header.getJobId(),
                  deployment.mode()),
          false);
    }
    if (ReplayPackages.asksForAnother(context, modelPackage)) {
      return Outcome.nothing("other-package");
    }
    return deployment.mode() == ProcessingMode.LIVE
        ? routed(event, context)
        : withOwnLetters(event, header, context);
  }

  /**
   * A live stage is the only one of its role, so that what its package is not to see would end
   * nowhere: it fails, and can be redriven once the package that it is for is deployed. Shadows and
   * jobs are asked for by somebody, whatever the rules say.
   */
  private Outcome routed(V event, StageContext context) {
    var routing = EventHeaders.routingOf(event);
    var wanted = routing.flatMap(this::wanted);
    if (wanted.isEmpty() || wanted.get().equals(modelPackage.getId())) {
      return stage.apply(event, context);
    }
    return Outcome.failure(
        PACKAGE_NOT_DEPLOYED,
        "Rule '%s' of %s %s wants package '%s' as %s, and '%s' is deployed: deploy it, or change the rule; then redrive this dead letter."
            .formatted(
                routing.get().getRule(),
                routing.get().getRulesName(),
                routing.get().getRulesVersion(),
                wanted.get(),
                modelPackage.getRole(),
                modelPackage.getId()),
        true);
  }

  private Optional<String> wanted(Routing routing) {
    return Optional.ofNullable(
        switch (modelPackage.getRole()) {
          case ROI -> routing.getRoiPackage();
          case CLASSIFIER -> routing.getClassifierPackage();
          case UNKNOWN -> null;
        });
  }

  private Outcome withOwnLetters(V event, EventHeader header, StageContext context) {
    try {
      var outcome = stage.apply(event, context);
      return outcome instanceof Outcome.Failure(String code, String sentence, boolean ends)
          ? ownLetter(header, context, code, sentence, ends)
          : outcome;
    } catch (TransientFaultException | KafkaException e) {
      throw e;
    } catch (DataException e) {
      return ownLetter(header, context, e.code(), e.getMessage(), true);
    } catch (RuntimeException e) {
      LOG.error("Unexpected in stage {}: the record becomes a dead letter", context.stage(), e);
      return ownLetter(header, context, UNEXPECTED, e.toString(), true);
    }
  }

  private Outcome ownLetter(
      EventHeader header, StageContext context, String code, String sentence, boolean ends) {
    var letter = context.deadLetter(code, sentence, ends);
    letter.setHeader(deployment.following(header));
    return new Outcome.Emit(List.of(Emission.of(Topics.DEAD_LETTERS, letter)));
  }

  @Override
  public void afterwards(V event, Outcome outcome, StageContext context) {
    stage.afterwards(event, outcome, context);
  }
}
