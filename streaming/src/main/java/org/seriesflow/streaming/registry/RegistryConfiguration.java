package org.seriesflow.streaming.registry;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Reads registry settings from Kafka's flat configuration, under the keys that Confluent's serdes
 * use, so that one configuration serves both: {@code schema.registry.url}, {@code
 * basic.auth.user.info} (user:password), {@code bearer.auth.token}, {@code
 * schema.registry.ssl.keystore.location}, {@code …keystore.password}, {@code …truststore.location},
 * {@code …truststore.password}; besides, {@code …keystore.key.location} for a PEM key of its own.
 */
public final class RegistryConfiguration {
  private static final String SSL = "schema.registry.ssl.";

  private RegistryConfiguration() {}

  public static RegistrySettings parse(Map<String, ?> configuration) {
    var url =
        text(configuration, "schema.registry.url")
            .orElseThrow(() -> new IllegalArgumentException("schema.registry.url is not set"));
    var settings = RegistrySettings.at(url);
    var user = text(configuration, "basic.auth.user.info");
    var token = text(configuration, "bearer.auth.token");
    if (user.isPresent()) {
      String[] parts = user.get().split(":", 2);
      if (parts.length != 2) {
        throw new IllegalArgumentException("basic.auth.user.info is not of the form user:password");
      }
      settings = settings.with(new RegistrySettings.Authentication.Basic(parts[0], parts[1]));
    } else if (token.isPresent()) {
      settings = settings.with(new RegistrySettings.Authentication.Bearer(token.get()));
    }
    var identity = text(configuration, SSL + "keystore.location").map(Path::of);
    var trust = text(configuration, SSL + "truststore.location").map(Path::of);
    if (identity.isPresent() || trust.isPresent()) {
      settings =
          settings.with(
              new RegistrySettings.Tls(
                  identity,
                  text(configuration, SSL + "keystore.key.location").map(Path::of),
                  text(configuration, SSL + "keystore.password"),
                  trust,
                  text(configuration, SSL + "truststore.password")));
    }
    return settings;
  }

  private static Optional<String> text(Map<String, ?> configuration, String key) {
    return Optional.ofNullable(configuration.get(key))
        .map(Object::toString)
        .filter(value -> !value.isBlank());
  }
}
