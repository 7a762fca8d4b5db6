package org.seriesflow.cli.model;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.seriesflow.cli.ProjectFolder;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.report.ReportJson;
import org.seriesflow.cli.report.ReportTable;
import org.seriesflow.cli.report.TextTable;
import org.seriesflow.cli.report.TextTable.Column;
import org.seriesflow.cli.report.TextWrap;
import org.seriesflow.inference.ModelPackage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a package says of itself. */
@Command(
    name = "card",
    description =
        "Show a package's model card, headed by the facts from its manifest. The files are checked"
            + " against their digests first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow model card aneurysm-classifier | less",
      "  seriesflow model card ./my-package --json"
    })
public final class CardCommand implements Callable<Integer> {
  private static final int FACT_COLUMN = 14;

  private final Terminal terminal;

  @Parameters(paramLabel = "PKG", description = "A folder, or a name in models/.")
  private String modelPackage;

  @Option(names = "--json", description = "A JSON document on stdout, the card as Markdown in it.")
  private boolean json;

  /** Writes to that terminal. */
  public CardCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    var facts = PackageFacts.of(ModelPackage.load(ProjectFolder.modelPackage(modelPackage)));
    if (json) {
      terminal.out().println(ReportJson.write(facts));
      return 0;
    }
    var out = terminal.out();
    out.print(head(facts));
    out.println();
    out.print(tensors(facts.tensors()));
    out.println();
    if (!facts.labels().isEmpty()) {
      out.print(labels(facts.labels()));
      out.println();
    }
    out.print(MarkdownText.render(facts.card(), terminal.columns()));
    var training = facts.training().toUpperCase(Locale.ROOT);
    out.print(ReportTable.labels(training, false, terminal.columns()));
    return 0;
  }

  private String head(PackageFacts facts) {
    var files =
        facts.files().stream()
            .map(f -> String.format(Locale.ROOT, "%s %,d bytes", f.file(), f.bytes()))
            .toList();
    return fact("package", facts.id() + " " + facts.version())
        + fact("title", facts.title())
        + fact("task", facts.task())
        + fact("training", facts.training())
        + fact("licence", facts.licence())
        + fact("intended use", facts.intendedUse())
        + fact("files", String.join("; ", files))
        + fact("SHA-256", facts.digest());
  }

  private String fact(String name, String value) {
    return TextWrap.wrap(
        value.strip().replaceAll("\\s+", " "),
        name + " ".repeat(FACT_COLUMN - name.length()),
        " ".repeat(FACT_COLUMN),
        terminal.columns());
  }

  private String tensors(List<PackageFacts.TensorFacts> tensors) {
    var table =
        new TextTable(
            List.of(
                Column.left("Network"),
                Column.left("Tensor"),
                Column.left("Shape"),
                Column.flexible("Axes", 8),
                Column.left("Content")),
            terminal.columns());
    tensors.forEach(
        t ->
            table.add(
                List.of(
                    t.network(),
                    t.name() + " (" + t.direction() + ")",
                    t.type() + " " + t.shape(),
                    t.axes(),
                    t.content())));
    return table.render();
  }

  private String labels(List<PackageFacts.LabelFacts> labels) {
    var table =
        new TextTable(
            List.of(
                Column.left("Labels"),
                Column.left("Id"),
                Column.left("Side"),
                Column.flexible("Code", 16)),
            terminal.columns());
    labels.forEach(
        l ->
            table.add(
                List.of(
                    l.set(),
                    l.id(),
                    l.laterality().equals("none") ? "" : l.laterality(),
                    l.codes().isEmpty() ? "–" : String.join("; ", l.codes()))));
    return table.render();
  }
}
