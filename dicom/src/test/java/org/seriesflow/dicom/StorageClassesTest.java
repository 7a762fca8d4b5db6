package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StorageClassesTest {
  private static List<String> standardClasses() throws IOException {
    try (var in = StorageClassesTest.class.getResourceAsStream("storage-sop-classes.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  @Test
  void shouldTakeEveryStandardStorageClass() throws IOException {
    var classes = standardClasses();
    assertTrue(classes.size() > 170, "the list is whole: " + classes.size());
    var refused =
        classes.stream()
            .filter(line -> !StorageClasses.isStorage(line.split(" ", 2)[0], null))
            .toList();
    assertEquals(List.of(), refused);
  }

  @Test
  void shouldTakeNoQueryAndNoObjectWithoutASeries() {
    for (var uid :
        List.of(
            "1.2.840.10008.5.1.4.1.2.2.1",
            "1.2.840.10008.5.1.4.1.1.200.4",
            "1.2.840.10008.5.1.4.1.1.201.2",
            "1.2.840.10008.5.1.4.38.1",
            "1.2.840.10008.1.20.1")) {
      assertFalse(StorageClasses.isStorage(uid, null), uid);
    }
  }

  @Test
  void shouldTakeAPrivateClassUnlessItsServiceClassIsAnother() {
    var privateClass = "1.3.46.670589.5.0.1";
    assertTrue(StorageClasses.isStorage(privateClass, null));
    assertTrue(StorageClasses.isStorage(privateClass, StorageClasses.STORAGE_SERVICE_CLASS));
    assertFalse(StorageClasses.isStorage(privateClass, "1.2.840.10008.4.1"));
  }

  @Test
  void shouldTakeNothingThatIsNoUid() {
    assertFalse(StorageClasses.isStorage("CT", null));
    assertFalse(StorageClasses.isStorage(null, null));
  }
}
