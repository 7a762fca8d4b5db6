package org.seriesflow.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A process of ours: its log goes to a file, and it ends with this JVM. */
final class ChildProcess implements AutoCloseable {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
  private static final int TAIL_LINES = 15;

  private final String name;
  private final Process process;
  private final Path logFile;
  private final Thread hook;

  private ChildProcess(String name, Process process, Path logFile) {
    this.name = name;
    this.process = process;
    this.logFile = logFile;
    this.hook = new Thread(process::destroy, "stop-" + name);
  }

  static ChildProcess start(String name, List<String> command, Path directory, Path logFile) {
    try {
      Files.createDirectories(directory);
      var process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()))
              .start();
      var child = new ChildProcess(name, process, logFile);
      Runtime.getRuntime().addShutdownHook(child.hook);
      return child;
    } catch (IOException e) {
      throw new LocalStackException("The " + name + " could not be started: " + e.getMessage(), e);
    }
  }

  /** The java of this JVM. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Asks again and again until the answer is yes; a throwing question is a no. */
  void awaitReady(Duration timeout, Callable<Boolean> ready) {
    long deadline = System.nanoTime() + timeout.toNanos();
    Exception last = null;
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw failure("ended with exit code " + process.exitValue(), last);
      }
      try {
        if (ready.call()) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        close();
        throw failure("was interrupted while starting", e);
      } catch (Exception e) {
        last = e;
        pause();
      }
    }
    close();
    throw failure("was not ready within " + timeout.toSeconds() + " s", last);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private LocalStackException failure(String what, Exception cause) {
    return new LocalStackException(
        "The %s %s. Its log is %s and ends with:%n%s".formatted(name, what, logFile, tail()),
        cause);
  }

  private String tail() {
    try {
      var lines = new String(Files.readAllBytes(logFile), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(not readable: " + e.getMessage() + ")";
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  Path logFile() {
    return logFile;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends the process at once, as a crash would. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
    removeHook();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    removeHook();
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM is going down already, and the hook runs or has run: nothing is left to remove.
      assert !process.isAlive() || hook.isAlive() : e.getMessage();
    }
  }
}
