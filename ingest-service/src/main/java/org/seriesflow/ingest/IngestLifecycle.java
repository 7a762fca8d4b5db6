package org.seriesflow.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires the service into Quarkus. */
@ApplicationScoped
class IngestLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(IngestLifecycle.class);

  @Produces
  @Singleton
  IngestRuntime runtime(
      IngestConfig config,
      MeterRegistry meters,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    return new IngestRuntime(config, version, meters);
  }

  void start(@Observes StartupEvent event, IngestRuntime runtime) {
    runtime
        .listening()
        .whenComplete(
            (done, refusal) -> {
              if (refusal != null) {
                LOG.error("The start is refused: {}", refusal.getMessage());
                Quarkus.asyncExit(1);
              }
            });
    runtime.start();
  }

  void stop(@Observes ShutdownEvent event, IngestRuntime runtime) {
    runtime.close();
  }
}
