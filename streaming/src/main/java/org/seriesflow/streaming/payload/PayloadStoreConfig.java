package org.seriesflow.streaming.payload;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a store is. Payloads have the prefix {@link #PREFIX} (docs/payload-store.md): the same keys
 * in the three services and on the command line. The keys that identities are sealed by have a
 * store of their own, prefix {@link #PATIENT_KEYS} (docs/de-identification.md).
 */
public interface PayloadStoreConfig {
  /** Prefix of the keys; by environment {@code SERIESFLOW_PAYLOAD_STORE_…}. */
  String PREFIX = "seriesflow.payload-store";

  /** Prefix for the patient keys; by environment {@code SERIESFLOW_PATIENT_KEYS_…}. */
  String PATIENT_KEYS = "seriesflow.patient-keys";

  /** What the store is made of. */
  @WithDefault("file")
  Type type();

  /**
   * Root folder of a file store, shared by all who use it; must exist, since one that does not is
   * not mounted.
   */
  Optional<Path> path();

  /** An object store. */
  S3 s3();

  /** What a store is made of. */
  enum Type {
    /** A file system that all services mount. */
    FILE,
    /** A bucket behind the S3 API. */
    S3
  }

  /** A bucket behind the S3 API, at AWS or elsewhere. */
  interface S3 {
    /** The bucket; must exist. */
    Optional<String> bucket();

    /** What all keys begin with, where others use the bucket, too: a folder, without slashes. */
    Optional<String> prefix();

    /** Base URL of a server other than AWS. */
    Optional<URI> endpoint();

    /** AWS region; where absent the SDK's own sources, or us-east-1 behind an endpoint. */
    Optional<String> region();

    /**
     * The bucket in the path rather than in the host name; by default where there is an endpoint.
     */
    Optional<Boolean> pathStyle();

    /** Access key; where absent the SDK's default chain finds the credentials. */
    Optional<String> accessKeyId();

    /** Belongs to the access key. */
    Optional<String> secretAccessKey();

    /** Belongs to an access key that is temporary. */
    Optional<String> sessionToken();

    /**
     * Folder on this machine for what is on its way into or out of the store; that of the JVM where
     * absent.
     */
    Optional<Path> spool();
  }
}
