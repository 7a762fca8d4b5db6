package org.seriesflow.stages;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.Routing;
import org.seriesflow.stages.DeployedPackage.Served;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.EventHeaders;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.deadletter.Redrive;
import org.seriesflow.streaming.stage.Emission;
import org.seriesflow.streaming.stage.Outcome;
import org.seriesflow.streaming.stage.Stage;
import org.seriesflow.streaming.stage.StageContext;
import org.seriesflow.streaming.stage.StageHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stage in a deployment. It lets pass what another live deployment serves, refuses events of
 * another mode, and where the deployment is not LIVE its dead letters carry its own mode: a shadow
 * that fails must never end a live revision.
 */
public final class DeployedStage<V extends SpecificRecord> implements Stage<V> {
  /** Code of an event whose mode is not one that the deployment works on. */
  public static final String MODE_MISMATCH = "MODE_MISMATCH";

  /** Code of a series for which a rule names a package that no deployment serves. */
  public static final String PACKAGE_NOT_DEPLOYED = "PACKAGE_NOT_DEPLOYED";

  /** Why nothing follows from a series that another live deployment works on. */
  public static final String OTHER_DEPLOYMENT = "other-deployment";

  private static final Logger LOG = LoggerFactory.getLogger(DeployedStage.class);
  private static final String UNEXPECTED = "UNEXPECTED";

  private final Deployment deployment;
  private final DeployedPackage deployed;
  private final Stage<V> stage;

  /**
   * A stage of a deployment.
   *
   * @param deployed the package that it runs: events of a job that asks for another pass by
   */
  public DeployedStage(Deployment deployment, DeployedPackage deployed, Stage<V> stage) {
    this.deployment = deployment;
    this.deployed = deployed;
    this.stage = stage;
  }

  @Override
  public void start(StageHost host) {
    stage.start(host);
  }

  @Override
  public Outcome apply(V event, StageContext context) {
    var header = EventHeaders.of(event).orElseThrow();
    var served = served(event);
    // Before the mode: what is refused is refused by one deployment.
    if (served == Served.ELSEWHERE && !isSentHere(context)) {
      return Outcome.nothing(OTHER_DEPLOYMENT);
    }
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
    if (ReplayPackages.asksForAnother(context, deployed.reference())) {
      return Outcome.nothing("other-package");
    }
    return switch (served) {
      case HERE ->
          deployment.mode() == ProcessingMode.LIVE
              ? stage.apply(event, context)
              : withOwnLetters(event, header, context);
      case ELSEWHERE -> sentToTheWrongOne();
      case NOWHERE -> notDeployed(EventHeaders.routingOf(event).orElseThrow());
    };
  }

  /** Shadows and jobs are asked for by somebody, whatever the rules say. */
  private Served served(V event) {
    return deployment.mode() == ProcessingMode.LIVE
        ? deployed.served(EventHeaders.routingOf(event))
        : Served.HERE;
  }

  /** Whether a redrive names this application: the others let it pass, and nobody else would. */
  private static boolean isSentHere(StageContext context) {
    return context.input().headers().stream()
        .anyMatch(header -> header.getKey().equals(Redrive.APPLICATION));
  }

  /**
   * What no deployment serves would end nowhere: it fails, and can be redriven once its package is
   * deployed.
   */
  private Outcome notDeployed(Routing routing) {
    return Outcome.failure(
        PACKAGE_NOT_DEPLOYED,
        "Rule '%s' of %s %s wants package '%s' as %s, and '%s' is deployed: deploy it, or change the rule; then redrive this dead letter."
            .formatted(
                routing.getRule(),
                routing.getRulesName(),
                routing.getRulesVersion(),
                deployed.named(routing).orElseThrow(),
                deployed.reference().getRole(),
                deployed.reference().getId()),
        true);
  }

  private Outcome sentToTheWrongOne() {
    return Outcome.failure(
        PACKAGE_NOT_DEPLOYED,
        "The input was sent to the deployment of '%s' again, and another one serves the series by now: redrive this dead letter with --application-id and the application id of that one."
            .formatted(deployed.reference().getId()),
        true);
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
