package org.seriesflow.cli.model;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.ExecutionOptions;
import org.seriesflow.cli.ProjectFolder;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.model.VerificationReport.Check;
import org.seriesflow.cli.model.VerificationReport.Outcome;
import org.seriesflow.cli.phantom.Phantoms;
import org.seriesflow.cli.report.ReportJson;
import org.seriesflow.cli.report.ReportTable;
import org.seriesflow.cli.report.TextWrap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Is a package what it says it is, and does it run. */
@Command(
    name = "verify",
    description = {
      "Check manifest, files, digests, operators and tensors as a service would at its start, then run"
          + " the whole package on the smallest phantom of models/phantoms (synthetic) and time it.",
      "Exit 0 where no check failed, 1 with the check and the field where one did."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow model verify aneurysm-roi",
      "  seriesflow model verify ./my-package --roi aneurysm-roi --runs 9 --json"
    })
public final class VerifyCommand implements Callable<Integer> {
  private static final String MARGIN = " ".repeat(8);

  private final Terminal terminal;

  @Parameters(paramLabel = "PKG", description = "A folder, or a name in models/.")
  private String modelPackage;

  @Option(
      names = "--roi",
      paramLabel = "PKG",
      description =
          "Package that finds the box, for a package that takes one (default: the whole volume).")
  private String roi;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "5",
      description = "Runs that are timed, after one that is not (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(names = "--json", description = "A JSON document on stdout.")
  private boolean json;

  @Mixin private ExecutionOptions execution;

  /** Writes to that terminal. */
  public VerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (runs < 1) {
      throw new CommandFailure(
          CommandFailure.USAGE, "--runs is " + runs + "; at least 1 is needed", null);
    }
    var options =
        new PackageVerification.Options(
            Optional.ofNullable(roi).map(ProjectFolder::modelPackage),
            () -> Phantoms.shipped().smallest(),
            execution.settings(),
            runs);
    var folder = ProjectFolder.modelPackage(modelPackage);
    var report = new PackageVerification(folder, options, terminal::progress).verify();
    show(report);
    report.checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .findFirst()
        .ifPresent(
            check -> {
              throw new CommandFailure(
                  modelPackage + " fails the check '" + check.check() + "': " + check.detail());
            });
    return 0;
  }

  private void show(VerificationReport report) {
    if (json) {
      terminal.out().println(ReportJson.write(report));
      return;
    }
    var out = terminal.out();
    out.println(
        report.id() == null
            ? report.folder()
            : report.id() + " " + report.version() + ", " + report.folder());
    report.checks().forEach(check -> out.print(line(check)));
    boolean synthetic = report.phantom() != null;
    out.print(ReportTable.labels(report.training(), synthetic, terminal.columns()));
  }

  private String line(Check check) {
    var outcome =
        switch (check.outcome()) {
          case PASSED -> "ok      ";
          case FAILED -> "FAILED  ";
          case NOT_RUN -> "not run ";
        };
    return TextWrap.wrap(
        String.format(Locale.ROOT, "%s: %s", check.check(), check.detail()),
        outcome,
        MARGIN,
        terminal.columns());
  }
}
