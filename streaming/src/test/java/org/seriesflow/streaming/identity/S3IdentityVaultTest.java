package org.seriesflow.streaming.identity;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.payload.S3Server;

class S3IdentityVaultTest extends IdentityVaultContract {
  @TempDir Path spool;
  private PayloadStore payloads;
  private PayloadStore patientKeys;
  private PayloadStore morePatientKeys;

  @BeforeEach
  void makeBuckets() {
    payloads = S3Server.shared().newStore(spool);
    patientKeys = S3Server.shared().newStore(spool);
    morePatientKeys = S3Server.shared().newStore(spool);
  }

  @Override
  PayloadStore payloads() {
    return payloads;
  }

  @Override
  PayloadStore patientKeys() {
    return patientKeys;
  }

  @Override
  PayloadStore morePatientKeys() {
    return morePatientKeys;
  }
}
