package org.seriesflow.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;

/**
 * A process of ours: its log goes to a file, and it ends with this JVM, after all that were started
 * later (a service before the broker that it talks to). It does not hear the Ctrl-C of the terminal
 * that it shares with this JVM, so that this order holds there, too.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
  private static final int TAIL_LINES = 15;

  private static final Path SHELL = Path.of("/bin/sh");
  private static final Deque<ChildProcess> RUNNING = new ConcurrentLinkedDeque<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ChildProcess::endAll, "end-child-processes"));
  }

  private final String name;
  private final Process process;
  private final Path logFile;

  private ChildProcess(String name, Process process, Path logFile) {
    this.name = name;
    this.process = process;
    this.logFile = logFile;
  }

  /**
   * Starts a process.
   *
   * @param name what it is, for messages
   * @param directory its working directory, made where it is missing
   * @param logFile what both its output streams are appended to
   * @throws LocalStackException where it cannot be started
   */
  public static ChildProcess start(
      String name, List<String> command, Path directory, Path logFile) {
    try {
      Files.createDirectories(directory);
      var process =
          new ProcessBuilder(deafToCtrlC(command))
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()))
              .start();
      var child = new ChildProcess(name, process, logFile);
      RUNNING.addLast(child);
      return child;
    } catch (IOException e) {
      throw new LocalStackException("The " + name + " could not be started: " + e.getMessage(), e);
    }
  }

  /** A signal that is ignored stays ignored across exec, and a JVM leaves it so. */
  private static List<String> deafToCtrlC(List<String> command) {
    if (!Files.isExecutable(SHELL)) {
      return command;
    }
    var shielded =
        new ArrayList<>(List.of(SHELL.toString(), "-c", "trap '' INT; exec \"$@\"", "sh"));
    shielded.addAll(command);
    return shielded;
  }

  private static void endAll() {
    for (var child = RUNNING.pollLast(); child != null; child = RUNNING.pollLast()) {
      child.close();
    }
  }

  /** The java of this JVM. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Asks again and again until the answer is yes; a throwing question is a no. */
  public void awaitReady(Duration timeout, Callable<Boolean> ready) {
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

  /** The process as the operating system sees it. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Where its output goes. */
  public Path logFile() {
    return logFile;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends the process at once, as a crash would. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
    RUNNING.remove(this);
  }

  /** Asks the process to end and does not wait: several may then end side by side. */
  public void askToEnd() {
    process.destroy();
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
    RUNNING.remove(this);
  }
}
