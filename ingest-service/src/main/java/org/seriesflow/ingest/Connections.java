package org.seriesflow.ingest;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.seriesflow.dicom.AskedAttributes;
import org.seriesflow.dicom.PeerPolicy;
import org.seriesflow.dicom.ReceiverSettings;
import org.seriesflow.dicom.ReceiverTimeouts;
import org.seriesflow.dicom.StorageCommitment;
import org.seriesflow.dicom.TlsPort;
import org.seriesflow.ingest.assembly.IdleTimes;
import org.seriesflow.ingest.assembly.LearntIdle;
import org.seriesflow.ingest.commitment.Promise;
import org.seriesflow.ingest.reception.StoringSink;
import org.seriesflow.ingest.stow.RemoteAddresses;
import org.seriesflow.ingest.stow.StowLimits;
import org.seriesflow.streaming.app.StreamsSettings;
import org.seriesflow.streaming.registry.RegistrySettings;
import org.seriesflow.streaming.registry.TlsContext;

/** What the configuration says, in the terms of the libraries. */
final class Connections {
  private final IngestConfig config;

  Connections(IngestConfig config) {
    this.config = config;
  }

  Map<String, String> kafka() {
    var kafka = new HashMap<>(config.kafka().client());
    kafka.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.kafka().bootstrapServers());
    return kafka;
  }

  Map<String, Object> properties() {
    return new HashMap<>(kafka());
  }

  String applicationId(String part) {
    return config.applicationId() + "-" + part;
  }

  StreamsSettings streams(String part) {
    return new StreamsSettings(
        applicationId(part),
        kafka(),
        config.stateDir(),
        1,
        Duration.ofMinutes(1),
        1,
        config.kafka().replicationFactor(),
        Map.of());
  }

  StoringSink.Reserve reserve() {
    var store = config.payloadStore();
    try {
      return new StoringSink.Reserve(
          store.reserve().asLongValue(), store.associationReserve().asLongValue());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "seriesflow.payload-store.reserve and .association-reserve: " + e.getMessage(), e);
    }
  }

  RegistrySettings registry() {
    var group = config.registry();
    var settings = RegistrySettings.at(group.url().toString());
    if (group.token().isPresent()) {
      settings = settings.with(new RegistrySettings.Authentication.Bearer(group.token().get()));
    } else if (group.username().isPresent()) {
      settings =
          settings.with(
              new RegistrySettings.Authentication.Basic(
                  group.username().get(), group.password().orElse("")));
    }
    if (group.keyStore().isPresent() || group.trustStore().isPresent()) {
      settings =
          settings.with(
              new RegistrySettings.Tls(
                  group.keyStore(),
                  Optional.empty(),
                  group.keyStorePassword(),
                  group.trustStore(),
                  group.trustStorePassword()));
    }
    return settings;
  }

  /**
   * How the receiver listens.
   *
   * @throws IllegalArgumentException naming the key and the value that cannot be
   */
  ReceiverSettings receiver() {
    var dicom = config.dicom();
    var tls = tlsPort(dicom.tls());
    if (!dicom.clear() && tls.isEmpty()) {
      throw new IllegalArgumentException(
          "seriesflow.dicom.clear is false and seriesflow.dicom.tls.port is not set:"
              + " nothing would listen");
    }
    var peers =
        new PeerPolicy(
            dicom.aeTitle().orElse(Set.of()),
            dicom.callingAeTitles().orElse(Set.of()),
            dicom.maxAssociations(),
            dicom.excludedSopClasses().orElse(Set.of()));
    return new ReceiverSettings(
        dicom.host(),
        dicom.clear() ? OptionalInt.of(dicom.port()) : OptionalInt.empty(),
        tls,
        peers,
        new ReceiverTimeouts(
            dicom.associateTimeout(),
            dicom.idleTimeout(),
            dicom.readTimeout(),
            dicom.writeTimeout(),
            dicom.closeTimeout()),
        Optional.empty(),
        AskedAttributes.NONE);
  }

  /**
   * How long silence has to last before a series is complete.
   *
   * @throws IllegalArgumentException naming the key and the value that cannot be
   */
  IdleTimes idleTimes() {
    var assembly = config.assembly();
    return new IdleTimes(
        assembly.idle(),
        assembly.idleByAe(),
        assembly.idleAfterRelease(),
        assembly.idleAfterReleaseByAe(),
        assembly.idleWhileLacking(),
        assembly.idleWhileGaps(),
        learntIdle(assembly.learntIdle()));
  }

  private static Optional<LearntIdle> learntIdle(AssemblyConfig.LearntIdle group) {
    if (!group.enabled()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new LearntIdle(
              group.percentile(),
              group.factor(),
              group.shortest(),
              group.longest(),
              group.series()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("seriesflow.assembly.learnt-idle: " + e.getMessage(), e);
    }
  }

  /** What a STOW-RS request may take. */
  StowLimits stowLimits() {
    var stow = config.stow();
    return new StowLimits(
        stow.maxRequests(),
        stow.maxRequestSize().asLongValue(),
        stow.maxPartSize().asLongValue(),
        Math.toIntExact(stow.maxPartHeaderSize().asLongValue()),
        stow.maxParts(),
        stow.readTimeout());
  }

  /**
   * Who may send by STOW-RS.
   *
   * @throws IllegalArgumentException naming the key and the value that cannot be
   */
  RemoteAddresses stowClients() {
    return remoteAddresses("seriesflow.stow.remote-addresses", config.stow().remoteAddresses());
  }

  /**
   * From where operators are served.
   *
   * @throws IllegalArgumentException naming the key and the value that cannot be
   */
  RemoteAddresses operators() {
    return remoteAddresses(
        "seriesflow.operator.remote-addresses", config.operator().remoteAddresses());
  }

  private static RemoteAddresses remoteAddresses(String key, Optional<Set<String>> texts) {
    try {
      return new RemoteAddresses(texts.orElse(Set.of()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }

  /**
   * What is promised to whom, by calling AE title.
   *
   * @throws IllegalArgumentException naming the AE title that has a host and no port, or no host
   */
  Map<String, Promise> promises() {
    var promises = new HashMap<String, Promise>();
    config
        .commitment()
        .forEach(
            (aet, group) -> promises.put(aet, new Promise(group.keep(), reportTo(aet, group))));
    return promises;
  }

  private static Optional<StorageCommitment.ReportTo> reportTo(
      String aet, IngestConfig.Commitment group) {
    if (group.host().isPresent() != group.port().isPresent()) {
      throw new IllegalArgumentException(
          "seriesflow.commitment.\"%s\": host and port belong together".formatted(aet));
    }
    return group.host().map(host -> new StorageCommitment.ReportTo(host, group.port().get()));
  }

  private static Optional<TlsPort> tlsPort(DicomConfig.Tls tls) {
    if (tls.port().isEmpty()) {
      return Optional.empty();
    }
    var port = tls.port().get();
    if (tls.keyStore().isEmpty()) {
      throw new IllegalArgumentException(
          "seriesflow.dicom.tls.port is %d and seriesflow.dicom.tls.key-store is not set"
              .formatted(port));
    }
    // Required certificates of just any public authority would keep nobody out.
    if (tls.clientCertificate() == TlsPort.ClientCertificate.REQUIRED
        && tls.trustStore().isEmpty()) {
      throw new IllegalArgumentException(
          "seriesflow.dicom.tls.client-certificate is REQUIRED and"
              + " seriesflow.dicom.tls.trust-store is not set");
    }
    var files =
        new RegistrySettings.Tls(
            tls.keyStore(),
            tls.key(),
            tls.keyStorePassword(),
            tls.trustStore(),
            tls.trustStorePassword());
    try {
      return Optional.of(new TlsPort(port, TlsContext.of(files), tls.clientCertificate()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("seriesflow.dicom.tls: " + e.getMessage(), e);
    }
  }
}
