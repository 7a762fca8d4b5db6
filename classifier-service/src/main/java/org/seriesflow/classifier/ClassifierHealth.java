package org.seriesflow.classifier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether the process lives, and whether it works on series now; with the package, where it runs
 * and why not.
 */
@ApplicationScoped
class ClassifierHealth {
  private final ClassifierService service;

  ClassifierHealth(ClassifierService service) {
    this.service = service;
  }

  @Produces
  @ApplicationScoped
  @Liveness
  HealthCheck live() {
    return () -> response().status(service.application().isLive()).build();
  }

  @Produces
  @ApplicationScoped
  @Readiness
  HealthCheck ready() {
    return () -> response().status(service.application().isReady()).build();
  }

  private HealthCheckResponseBuilder response() {
    var applications = service.application().health();
    var model = service.application().runner().reference();
    var response =
        HealthCheckResponse.named(applications.getFirst().applicationId())
            .withData("package", model.getId() + "@" + model.getVersion())
            .withData("executionProvider", model.getExecutionProvider());
    applications.forEach(one -> response.withData(one.applicationId(), one.state()));
    var reasons = applications.stream().flatMap(one -> one.reasons().stream()).distinct().toList();
    return reasons.isEmpty() ? response : response.withData("reasons", String.join("; ", reasons));
  }
}
