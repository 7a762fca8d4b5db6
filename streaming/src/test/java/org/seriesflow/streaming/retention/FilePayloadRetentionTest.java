package org.seriesflow.streaming.retention;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.payload.PayloadStore;

class FilePayloadRetentionTest extends PayloadRetentionContract {
  @TempDir Path root;

  @Override
  PayloadStore store() {
    return new FilePayloadStore(root);
  }
}
