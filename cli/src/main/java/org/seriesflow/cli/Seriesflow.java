package org.seriesflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.seriesflow.cli.bench.BenchCommand;
import org.seriesflow.cli.compare.CompareCommand;
import org.seriesflow.cli.deadletters.DeadLettersCommand;
import org.seriesflow.cli.faults.FaultsCommand;
import org.seriesflow.cli.identities.IdentitiesCommand;
import org.seriesflow.cli.load.LoadCommand;
import org.seriesflow.cli.model.ModelCommand;
import org.seriesflow.cli.payloads.PayloadsCommand;
import org.seriesflow.cli.predict.PredictCommand;
import org.seriesflow.cli.replay.ReplayCommand;
import org.seriesflow.cli.rules.RulesCommand;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.identity.IdentityException;
import org.seriesflow.yaml.RefusedFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command line. Exit codes: 0 done; 1 the command failed, one line on stderr says why; 2 the
 * command line is not valid or does not say which of several things is meant.
 */
@Command(
    name = "seriesflow",
    description = {
      "DICOM series in, Avro prediction events out, by way of Kafka and three services.",
      "Research software, not a medical device."
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = BuildVersion.class,
    subcommands = {
      DemoCommand.class,
      SendCommand.class,
      FollowCommand.class,
      CompleteCommand.class,
      TopicsCommand.class,
      DeadLettersCommand.class,
      ReplayCommand.class,
      CompareCommand.class,
      PayloadsCommand.class,
      NormaliseCommand.class,
      PredictCommand.class,
      RulesCommand.class,
      IdentitiesCommand.class,
      ModelCommand.class,
      BenchCommand.class,
      FaultsCommand.class,
      LoadCommand.class,
      TestCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow demo                 the whole way on this machine, until Ctrl-C",
      "  seriesflow demo --once --json   the same, once, as a JSON document",
      "  seriesflow predict DIR          the pipeline in one process, no Kafka",
      "  seriesflow model verify PKG     check a model package and time it",
      "  seriesflow COMMAND --help       what a command takes"
    })
public final class Seriesflow implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean debug;

  private final Terminal terminal;

  Seriesflow(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(Terminal.ofProcess(), args));
  }

  /** Runs one command; gives its exit code. */
  public static int run(Terminal terminal, String... args) {
    var root = new Seriesflow(terminal);
    var line = new CommandLine(root, new CommandFactory(terminal));
    return line.setUsageHelpWidth(Math.clamp(terminal.columns(), 80, 120))
        .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, arguments) -> root.refuse(e))
        .setExecutionExceptionHandler((e, command, parsed) -> root.report(e))
        .execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private int refuse(ParameterException e) {
    var command = e.getCommandLine().getCommandSpec();
    terminal
        .err()
        .println(ErrorLine.of(e.getMessage()) + " (see " + command.qualifiedName() + " --help)");
    trace(e);
    return CommandFailure.USAGE;
  }

  private int report(Exception e) {
    if (e instanceof ParameterException parameter) {
      return refuse(parameter);
    }
    boolean foreseen = isForeseen(e);
    terminal.err().println(ErrorLine.of(e) + (foreseen || debug ? "" : " (--debug shows where)"));
    trace(e);
    return e instanceof CommandFailure failure ? failure.exitCode() : CommandFailure.FAILED;
  }

  /** Faults of what the command was given or talks to, which their messages name. */
  private static boolean isForeseen(Exception e) {
    return e instanceof CommandFailure
        || e instanceof IOException
        || e instanceof RefusedFileException
        || e instanceof IdentityException
        || e instanceof TransientFaultException;
  }

  private void trace(Exception e) {
    if (debug) {
      e.printStackTrace(terminal.err());
    }
  }
}
