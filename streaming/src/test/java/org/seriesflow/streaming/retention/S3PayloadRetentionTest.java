package org.seriesflow.streaming.retention;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.payload.S3Server;

class S3PayloadRetentionTest extends PayloadRetentionContract {
  @TempDir Path spool;
  private PayloadStore store;

  @BeforeEach
  void openStore() {
    store = S3Server.shared().newStore(spool);
  }

  @Override
  PayloadStore store() {
    return store;
  }
}
