package org.seriesflow.ingest.reception;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.seriesflow.dicom.AssociationInfo;
import org.seriesflow.dicom.IntakeException;
import org.seriesflow.dicom.ReceiverObserver;

/**
 * Counts whatever the receiver turns away, each from the start with every reason there is: {@code
 * seriesflow_reception_associations_rejected_total{reason}}, {@code
 * seriesflow_reception_contexts_refused_total{reason}}, {@code
 * seriesflow_reception_connections_cut_total{reason}}, {@code
 * seriesflow_reception_requests_refused_total{reason}} of STOW-RS, and refused instances beside
 * those that {@link ReceptionMetrics} counts.
 */
public final class RefusalMetrics implements ReceiverObserver {
  private static final String ASSOCIATIONS = "seriesflow.reception.associations.rejected";
  private static final String CONTEXTS = "seriesflow.reception.contexts.refused";
  private static final String CONNECTIONS = "seriesflow.reception.connections.cut";

  private static final String REQUESTS = "seriesflow.reception.requests.refused";

  private final MeterRegistry registry;
  private final ReceptionMetrics instances;

  public RefusalMetrics(MeterRegistry registry, ReceptionMetrics instances) {
    this.registry = registry;
    this.instances = instances;
    for (var reason : Rejection.values()) {
      counter(ASSOCIATIONS, reason);
    }
    for (var reason : ContextRefusal.values()) {
      counter(CONTEXTS, reason);
    }
    for (var reason : Cut.values()) {
      counter(CONNECTIONS, reason);
    }
    for (var reason : RequestRefusal.values()) {
      counter(REQUESTS, reason);
    }
  }

  private Counter counter(String name, Enum<?> reason) {
    return Counter.builder(name).tag("reason", reason.name()).register(registry);
  }

  @Override
  public void associationRejected(AssociationInfo association, Rejection reason) {
    counter(ASSOCIATIONS, reason).increment();
  }

  @Override
  public void contextRefused(
      AssociationInfo association, String sopClassUid, ContextRefusal reason) {
    counter(CONTEXTS, reason).increment();
  }

  @Override
  public void instanceRefused(AssociationInfo association, IntakeException.Kind reason) {
    instances.refused(reason.name());
  }

  @Override
  public void connectionCut(String remoteAddress, Cut reason) {
    counter(CONNECTIONS, reason).increment();
  }

  /** A STOW-RS request was not worked on to its end. */
  public void requestRefused(RequestRefusal reason) {
    counter(REQUESTS, reason).increment();
  }

  /** An instance was refused that came without an association. */
  public void instanceRefused(IntakeException.Kind reason) {
    instances.refused(reason.name());
  }

  /** All of it since the start, for people. */
  public String summary() {
    return String.format(
        Locale.ROOT,
        "%.0f instances, %.0f associations, %.0f presentation contexts, %.0f connections,"
            + " %.0f requests",
        instances.refused(),
        sum(ASSOCIATIONS),
        sum(CONTEXTS),
        sum(CONNECTIONS),
        sum(REQUESTS));
  }

  private double sum(String name) {
    return registry.find(name).counters().stream().mapToDouble(Counter::count).sum();
  }
}
