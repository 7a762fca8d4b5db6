package org.seriesflow.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script at the root, in a folder with blanks, with a JDK and a Maven that only say what they
 * were asked.
 */
class ScriptTest {
  @TempDir Path temp;
  private Path project;
  private Path jdk;

  private record Run(int exitCode, String out, String err) {}

  @BeforeEach
  void makeAProjectThatIsBuilt() throws IOException {
    project = Files.createDirectories(temp.resolve("pro ject"));
    Files.copy(
        Path.of(System.getProperty("seriesflow.root"), "seriesflow"),
        project.resolve("seriesflow"),
        StandardCopyOption.COPY_ATTRIBUTES);
    touch("pom.xml");
    touch("cli/pom.xml");
    touch("cli/src/main/java/A.java");
    for (var service : List.of("ingest-service", "roi-service", "classifier-service")) {
      touch(service + "/target/quarkus-app/quarkus-run.jar");
    }
    touch("local-stack/target/registry/quarkus-run.jar");
    Files.createDirectories(project.resolve("cli/target/lib"));
    var stamp = touch("target/.seriesflow-built");
    Files.setLastModifiedTime(stamp, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    jdk = jdk("jdk", "25.0.1");
  }

  private Path touch(String name) throws IOException {
    var file = project.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "");
  }

  private Path jdk(String name, String version) throws IOException {
    var home = Files.createDirectories(temp.resolve(name));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(home.resolve("bin/java"), "printf '%s\\n' \"$@\"; exit 7");
    script(home.resolve("bin/javac"), "exit 0");
    return home;
  }

  private static void script(Path file, String line) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Run run(Path script, String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    var out = temp.resolve("out").toFile();
    var err = temp.resolve("err").toFile();
    var builder =
        new ProcessBuilder(command).directory(temp.toFile()).redirectOutput(out).redirectError(err);
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().put("HOME", temp.toString());
    builder.environment().put("PATH", temp.resolve("bin") + ":/usr/bin:/bin");
    var process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the script did not end");
    return new Run(
        process.exitValue(),
        Files.readString(out.toPath(), StandardCharsets.UTF_8),
        Files.readString(err.toPath(), StandardCharsets.UTF_8));
  }

  @Test
  void shouldRunTheCommandOnTheJdkOfJavaHomeAndPassItsExitCodeOn() throws Exception {
    var run = run(project.resolve("seriesflow"), "send", "a folder");
    assertEquals(7, run.exitCode(), run.err());
    var lines = run.out().lines().toList();
    assertEquals(
        List.of("org.seriesflow.cli.Seriesflow", "send", "a folder"),
        lines.subList(lines.size() - 3, lines.size()));
    assertTrue(lines.contains("-Dseriesflow.root=" + project.toRealPath()), run.out());
    assertEquals("", run.err());
  }

  @Test
  void shouldFindItsProjectThroughASymbolicLink() throws Exception {
    var link = Files.createSymbolicLink(temp.resolve("link"), project.resolve("seriesflow"));
    var run = run(link, "send", "x");
    assertTrue(run.out().contains("-Dseriesflow.root=" + project.toRealPath()), run.out());
  }

  @Test
  void shouldPassOverAJdkThatIsTooOld() throws Exception {
    var old = jdk("old", "17.0.9");
    script(old.resolve("bin/java"), "echo old; exit 8");
    jdk = old;
    assertTrue(run(project.resolve("seriesflow"), "send", "x").exitCode() != 8);
  }

  @Test
  void shouldBuildWhereASourceIsNewerAndShowTheEndOfTheLogWhereThatFails() throws Exception {
    script(temp.resolve("bin/mvn"), "echo broken at A.java; exit 1");
    Files.setLastModifiedTime(project.resolve("target/.seriesflow-built"), FileTime.fromMillis(0));
    var run = run(project.resolve("seriesflow"), "send", "x");
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("seriesflow: building, as "), run.err());
    assertTrue(run.err().contains("broken at A.java"), run.err());
    assertTrue(run.err().contains("seriesflow: the build failed"), run.err());
  }

  @Test
  void shouldBuildOnceWhereAnArtefactIsMissing() throws Exception {
    script(
        temp.resolve("bin/mvn"),
        "echo built >> \"$HOME/builds\"; touch \""
            + project
            + "/roi-service/target/quarkus-app/quarkus-run.jar\"");
    Files.delete(project.resolve("roi-service/target/quarkus-app/quarkus-run.jar"));
    assertEquals(7, run(project.resolve("seriesflow"), "send", "x").exitCode());
    var second = run(project.resolve("seriesflow"), "send", "x");
    assertEquals("", second.err());
    assertEquals(1, Files.readAllLines(temp.resolve("builds")).size());
  }

  @Test
  void shouldVerifyWithMavenOnThatJdk() throws Exception {
    script(temp.resolve("bin/mvn"), "echo \"$JAVA_HOME $*\"; exit 5");
    var run = run(project.resolve("seriesflow"), "test", "-pl", "imaging");
    assertEquals(5, run.exitCode());
    assertEquals(jdk + " -B verify -pl imaging", run.out().strip());
  }
}
