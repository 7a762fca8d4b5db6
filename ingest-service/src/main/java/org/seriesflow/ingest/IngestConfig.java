package org.seriesflow.ingest;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMin;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.streaming.payload.PayloadStoreConfig;

/** All that can be configured; each key is also an environment variable, SERIESFLOW_KAFKA_…. */
@ConfigMapping(prefix = "seriesflow")
public interface IngestConfig {

  /**
   * Prefix of the names of the Kafka Streams applications, "-announcement", "-assembly",
   * "-normalisation" and "-normalisation-stat"; with them go consumer groups, transactional ids and
   * changelog topics.
   */
  @WithDefault("ingest-service")
  @Pattern(regexp = "[a-zA-Z0-9._-]+")
  String applicationId();

  /**
   * Written into the events that this service makes itself. REPLAY receives nothing: it makes
   * volumes of the instances of replay jobs.
   */
  @WithDefault("LIVE")
  ProcessingMode mode();

  /** Folder of the Kafka Streams state, of this process alone. */
  Path stateDir();

  /** The broker. */
  Kafka kafka();

  /** The schema registry. */
  Registry registry();

  /** The payload store. */
  PayloadStoreGroup payloadStore();

  /** Where the keys are that identities are sealed by, where instances are de-identified. */
  PayloadStoreConfig patientKeys();

  /** The receiver. */
  DicomConfig dicom();

  /** DICOMweb. */
  Stow stow();

  /** Decisions of operators by HTTP. */
  Operator operator();

  /** Storage commitment, by calling AE title; to others nothing is promised. */
  Map<String, Commitment> commitment();

  /** When a series is complete. */
  AssemblyConfig assembly();

  /** Who is asked how many instances a series has. */
  ArchiveConfig archive();

  /** Series to volume. */
  Normalisation normalisation();

  /** How urgent series and the others share this process. */
  Lanes lanes();

  /** Which series goes to which package, and which is urgent. */
  Rules rules();

  /** Whether instances are de-identified before they are stored. */
  Deidentification deidentification();

  /** What happens at start to instances that the log lacks. */
  Recovery recovery();

  /** Where the log is. */
  interface Kafka {

    /** host:port, comma separated. */
    @NotBlank
    String bootstrapServers();

    /**
     * Further client settings by Kafka's own names, in quotes: {@code client."ssl.keystore.type"}.
     */
    Map<String, String> client();

    /** Replicas of the internal topics of Kafka Streams; -1 leaves it to the broker. */
    @WithDefault("-1")
    int replicationFactor();
  }

  /** Where the schemas are. */
  interface Registry {

    /** Base URL of a Confluent-compatible API. */
    URI url();

    /** Name for HTTP basic authentication. */
    Optional<String> username();

    /** Password for HTTP basic authentication. */
    Optional<String> password();

    /** Token for bearer authentication. */
    Optional<String> token();

    /** TLS client certificate and key: PKCS12, or PEM with both. */
    Optional<Path> keyStore();

    /** Password of the key store. */
    Optional<String> keyStorePassword();

    /** Authorities to trust, PKCS12 or PEM; the JDK's where absent. */
    Optional<Path> trustStore();

    /** Password of the trust store. */
    Optional<String> trustStorePassword();
  }

  /** Where the bytes are. */
  interface PayloadStoreGroup extends PayloadStoreConfig {

    /** Instances are refused while there is less room than this. */
    @WithDefault("256M")
    MemorySize reserve();

    /** New associations are rejected while there is less room than this. */
    @WithDefault("512M")
    MemorySize associationReserve();
  }

  /** Instances by HTTP (PS3.18 section 10.5), on the port of health and metrics. */
  interface Stow {

    /** Whether {@code POST /studies} is there. */
    @WithDefault("false")
    boolean enabled();

    /** Requests in work at once; further ones get 503. */
    @WithDefault("8")
    @Min(1)
    int maxRequests();

    /** Longest body. */
    @WithDefault("32G")
    MemorySize maxRequestSize();

    /** Longest instance. */
    @WithDefault("4G")
    MemorySize maxPartSize();

    /** Longest headers of one part. */
    @WithDefault("16K")
    MemorySize maxPartHeaderSize();

    /** Most instances of one request. */
    @WithDefault("50000")
    @Min(1)
    int maxParts();

    /** Longest wait for each 16 KiB of a body. */
    @WithDefault("30s")
    @DurationMin(seconds = 1)
    Duration readTimeout();

    /** Addresses and networks (CIDR) of the clients that are served; without one any is. */
    Optional<Set<String>> remoteAddresses();
  }

  /** Decisions of operators by HTTP, on the port of health and metrics. */
  interface Operator {

    /** Whether {@code POST /series/{uid}/complete} is there. */
    @WithDefault("false")
    boolean enabled();

    /** Addresses and networks (CIDR) from which it is served; without one any is. */
    Optional<Set<String>> remoteAddresses();
  }

  /** What is promised to one calling AE title (PS3.4 annex J). */
  interface Commitment {

    /** How long a committed instance is kept at least. */
    @DurationMin(days = 1)
    Duration keep();

    /** Where the AE takes reports, if its association has ended. */
    Optional<String> host();

    /** Its port there. */
    Optional<@Min(1) @Max(65_535) Integer> port();
  }

  /** How volumes are made. */
  interface Normalisation {

    /** Stream threads of series that are not urgent; each holds one volume. */
    @WithDefault("1")
    @Min(1)
    int threads();

    /** Stream threads of urgent series; each holds one volume, beside the others. */
    @WithDefault("1")
    @Min(1)
    int statThreads();

    /**
     * Unevenly spaced slices are interpolated between where no two neighbours lie further apart
     * than this many mm; else the series is skipped. Another value is another normalisation
     * version.
     */
    @WithDefault("2")
    @DecimalMin(value = "0", inclusive = false)
    double greatestGapMm();
  }

  /** How urgent series and the others share this process. */
  interface Lanes {

    /**
     * How long a series that is not urgent waits at most, before each pass of its normalisation,
     * while an urgent one is in work.
     */
    @WithDefault("10s")
    @DurationMin(millis = 1)
    Duration longestWait();
  }

  /** Which series goes to which package, and which is urgent. */
  interface Rules {

    /** The rules file; without one each series goes to the packages that are deployed. */
    Optional<Path> file();
  }

  /** De-identification by the Basic Profile of PS3.15 annex E. */
  interface Deidentification {

    /** Whether every instance is de-identified on its way in. */
    @WithDefault("false")
    boolean enabled();

    /** File with the secret of pseudonyms and vault: at least 32 bytes in Base64. */
    Optional<Path> keyFile();

    /** The same secret itself, for an environment that hands out secrets as variables. */
    Optional<String> key();

    /** Words that may stay in descriptions, beside the usual ones, comma separated. */
    Optional<Set<String>> words();
  }

  /** Stored instances that the log lacks. */
  interface Recovery {

    /** Instances stored longer ago than this are not looked at. */
    @WithDefault("24h")
    Duration horizon();

    /** How often is asked whether a partition of the log has changed its leader. */
    @WithDefault("10s")
    Duration checkInterval();
  }
}
