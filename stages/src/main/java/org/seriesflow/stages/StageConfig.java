package org.seriesflow.stages;

import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.streaming.payload.PayloadStoreConfig;

/**
 * The configuration, prefix {@code seriesflow}, that the stages with a model package share. A value
 * that is missing or wrong stops the start with its name. What each key is by environment: upper
 * case, every other sign an underscore, as in {@code SERIESFLOW_KAFKA_BOOTSTRAP_SERVERS}.
 */
public interface StageConfig {
  /**
   * Application id of Kafka Streams: consumer group, transactional ids and prefix of the internal
   * topics. That of urgent work is the same with {@code -stat} behind it.
   */
  @WithName("application-id")
  String applicationId();

  /** The broker. */
  Kafka kafka();

  /** The schema registry. */
  Registry registry();

  /** The payload store. */
  @WithName("payload-store")
  PayloadStoreConfig payloadStore();

  /**
   * Folder for the state of Kafka Streams, one a process; restored from the log where it is lost.
   */
  @WithName("state-dir")
  Path stateDir();

  /** Folder of the model package. */
  @WithName("package")
  Path packageFolder();

  /** Which series the package is for, where several of its role are live side by side. */
  Packages packages();

  /** How networks run. */
  Execution execution();

  /** How the lanes share the networks. */
  Lanes lanes();

  /** LIVE, REPLAY or SHADOW. Only LIVE may write to the live topics, and it writes nowhere else. */
  @WithDefault("LIVE")
  ProcessingMode mode();

  /**
   * Longest time that one series may take. A consumer that is silent for longer is taken for dead
   * and its series given to another ({@code max.poll.interval.ms}).
   */
  @WithName("longest-work")
  @WithDefault("PT15M")
  Duration longestWork();

  /**
   * How long a request to stop waits for the series in work; one that takes longer is abandoned and
   * done again.
   */
  @WithName("stop-timeout")
  @WithDefault("PT30S")
  Duration stopTimeout();

  /** The broker. */
  interface Kafka {
    /** Host and port of one or more brokers, parted by commas. */
    @WithName("bootstrap-servers")
    String bootstrapServers();

    /**
     * Further client settings by Kafka's own names, as for TLS or SASL, in quotes: {@code
     * client."ssl.truststore.location"}.
     */
    Map<String, String> client();

    /** Replication of the application's internal topics; -1: as the broker does by default. */
    @WithName("replication-factor")
    @WithDefault("-1")
    int replicationFactor();
  }

  /** A registry with Confluent's REST API. */
  interface Registry {
    /** Base address of the API. */
    URI url();

    /** Name for HTTP basic authentication. */
    Optional<String> username();

    /** Password for HTTP basic authentication. */
    Optional<String> password();

    /** Token for bearer authentication. */
    Optional<String> token();

    /** TLS client certificate and key: PKCS12, or PEM with both. */
    @WithName("key-store")
    Optional<Path> keyStore();

    /** Password of the key store. */
    @WithName("key-store-password")
    Optional<String> keyStorePassword();

    /** Authorities to trust, PKCS12 or PEM; the JDK's where absent. */
    @WithName("trust-store")
    Optional<Path> trustStore();

    /** Password of the trust store. */
    @WithName("trust-store-password")
    Optional<String> trustStorePassword();
  }

  /**
   * Which series the package is for, where several of its role are live side by side: one
   * deployment takes what no rule names, any number of others what names their package.
   */
  interface Packages {
    /** Whether only series are worked on for which a rule names the package. */
    @WithName("only-named")
    @WithDefault("false")
    boolean onlyNamed();

    /**
     * Ids of the packages that other live deployments of the role serve. A series for one of them
     * is theirs; one for a package that is not named here fails PACKAGE_NOT_DEPLOYED.
     */
    Optional<List<String>> elsewhere();
  }

  /** How the lanes share the networks. */
  interface Lanes {
    /**
     * How long a call of a network for a routine series waits at most while an urgent series is in
     * work. So much for each call of a series counts towards {@code longest-work} where urgent
     * series come without end.
     */
    @WithName("longest-wait")
    @WithDefault("PT10S")
    Duration longestWait();
  }

  /** How networks run. */
  interface Execution {
    /** Execution providers in order of preference: tensorrt, cuda, cpu. */
    @WithDefault("cpu")
    List<String> providers();

    /** Threads of one network; the processors of the container where absent. */
    OptionalInt threads();
  }
}
