package org.seriesflow.ingest.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.ContentComparison;
import org.seriesflow.dicom.InstanceContent;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.payload.MediaTypes;

class StoredContentComparisonTest {
  private static final String SERIES = "1.2.3";

  @TempDir Path directory;
  private FilePayloadStore payloads;

  @BeforeEach
  void makeStore() throws IOException {
    payloads = new FilePayloadStore(Files.createDirectory(directory.resolve("payloads")));
  }

  private InstanceReceived stored(int content) throws IOException {
    try (var draft = payloads.draft()) {
      draft.output().write(content);
      return InstanceReceived.newBuilder(Instances.instance(SERIES, 1, content))
          .setPayload(draft.commit(SERIES, MediaTypes.DICOM))
          .build();
    }
  }

  private RepeatedInstance found(ContentComparison difference) throws IOException {
    return new StoredContentComparison(payloads, (standing, arrived) -> difference)
        .compare(stored(1), stored(2))
        .kind();
  }

  @Test
  void shouldNotReadFilesOfEqualDigest() throws IOException {
    var instance = stored(1);
    payloads.delete(instance.getPayload());

    var comparison = new StoredContentComparison(payloads, InstanceContent::same);
    assertEquals(RepeatedInstance.DUPLICATE, comparison.compare(instance, instance).kind());
  }

  @Test
  void shouldTakeEqualContentInOtherBytesForADuplicate() throws IOException {
    assertEquals(RepeatedInstance.DUPLICATE, found(ContentComparison.EQUAL));
  }

  @Test
  void shouldTellOtherAttributesFromOtherContent() throws IOException {
    assertEquals(RepeatedInstance.ATTRIBUTES_CHANGED, found(ContentComparison.OTHER_ATTRIBUTES));
    assertEquals(RepeatedInstance.CONFLICT, found(ContentComparison.OTHER_CONTENT));
  }

  @Test
  void shouldTakeWhatCannotBeReadAsDicomForAConflict() throws IOException {
    var comparison = new StoredContentComparison(payloads, InstanceContent::same);

    var finding = comparison.compare(stored(1), stored(2));

    assertEquals(RepeatedInstance.CONFLICT, finding.kind());
    assertTrue(finding.sentence().contains(SERIES + ".1"));
  }

  @Test
  void shouldTryAgainLaterWhileTheStoreIsAway() throws IOException {
    var standing = stored(1);
    var arrived = stored(2);
    Files.move(directory.resolve("payloads"), directory.resolve("away"));

    var comparison = new StoredContentComparison(payloads, InstanceContent::same);
    assertThrows(TransientFaultException.class, () -> comparison.compare(standing, arrived));
  }
}
