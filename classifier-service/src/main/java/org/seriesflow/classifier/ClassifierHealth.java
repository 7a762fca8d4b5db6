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
    return () -> response().status(service.application().health().ready()).build();
  }

  private HealthCheckResponseBuilder response() {
    var health = service.application().health();
    var model = service.application().runner().reference();
    var response =
        HealthCheckResponse.named(health.applicationId())
            .withData("state", health.state())
            .withData("package", model.getId() + "@" + model.getVersion())
            .withData("executionProvider", model.getExecutionProvider());
    return health.reasons().isEmpty()
        ? response
        : response.withData("reasons", String.join("; ", health.reasons()));
  }
}
