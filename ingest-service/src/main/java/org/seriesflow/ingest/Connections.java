package org.seriesflow.ingest;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.seriesflow.dicom.ReceiverSettings;
import org.seriesflow.streaming.app.StreamsSettings;
import org.seriesflow.streaming.registry.RegistrySettings;

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

  ReceiverSettings receiver() {
    var dicom = config.dicom();
    return new ReceiverSettings(
        dicom.host(),
        dicom.port(),
        dicom.aeTitle().map(Set::of).orElse(Set.of()),
        dicom.idleTimeout(),
        dicom.closeTimeout(),
        dicom.maxAssociations());
  }
}
