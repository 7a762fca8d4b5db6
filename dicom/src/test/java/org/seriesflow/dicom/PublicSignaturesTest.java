package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PublicSignaturesTest {
  private static final String TOOLKIT = "org.aoju.";

  @Test
  void shouldShowNoTypeOfTheToolkit() throws Exception {
    var classes = publicClasses();
    assertFalse(classes.isEmpty(), "there are public classes to look at");
    var shown = new ArrayList<String>();
    for (var type : classes) {
      Stream.concat(
              Arrays.<Executable>stream(type.getDeclaredMethods()),
              Arrays.<Executable>stream(type.getDeclaredConstructors()))
          .filter(member -> Modifier.isPublic(member.getModifiers()))
          .map(Executable::toGenericString)
          .filter(signature -> signature.contains(TOOLKIT))
          .forEach(shown::add);
    }
    assertEquals(List.of(), shown);
  }

  private static List<Class<?>> publicClasses()
      throws IOException, URISyntaxException, ClassNotFoundException {
    var root =
        Path.of(DicomFiles.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    var classes = new ArrayList<Class<?>>();
    try (var files = Files.walk(root)) {
      for (var file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        var name = root.relativize(file).toString().replace(java.io.File.separatorChar, '.');
        var type = Class.forName(name.substring(0, name.length() - ".class".length()));
        if (Modifier.isPublic(type.getModifiers())) {
          classes.add(type);
        }
      }
    }
    return classes;
  }
}
