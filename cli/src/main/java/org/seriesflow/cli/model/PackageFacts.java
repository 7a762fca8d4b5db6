package org.seriesflow.cli.model;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.seriesflow.inference.ModelPackage;
import org.seriesflow.inference.manifest.LabelSet;
import org.seriesflow.inference.manifest.ModelFile;
import org.seriesflow.inference.manifest.TensorSpec;

/**
 * What the manifest of a package says of it, and its card; the JSON form of {@code model card}.
 *
 * @param digest SHA-256 of the package
 * @param card text of MODEL_CARD.md, in Markdown
 */
@JsonPropertyOrder({
  "id",
  "version",
  "title",
  "task",
  "training",
  "licence",
  "intendedUse",
  "digest",
  "files",
  "tensors",
  "labels",
  "card"
})
record PackageFacts(
    String id,
    String version,
    String title,
    String task,
    String training,
    String licence,
    String intendedUse,
    String digest,
    List<PackageFile> files,
    List<TensorFacts> tensors,
    List<LabelFacts> labels,
    String card) {
  private static final String CARD = "MODEL_CARD.md";

  PackageFacts {
    files = List.copyOf(files);
    tensors = List.copyOf(tensors);
    labels = List.copyOf(labels);
  }

  /** A file of the package and its size in bytes. */
  record PackageFile(String file, long bytes) {}

  /**
   * A tensor of a network.
   *
   * @param direction {@code input} or {@code output}
   * @param shape as in {@code [any,1,256,256]}, in the order of the axes
   * @param axes as in {@code batch channel y x}
   * @param content what its numbers mean
   */
  record TensorFacts(
      String network,
      String direction,
      String name,
      String type,
      String shape,
      String axes,
      String content) {}

  /**
   * A label.
   *
   * @param set its label set
   * @param role what the set says
   * @param laterality {@code left}, {@code right} or {@code none}
   * @param codes of PS3.16, as in {@code SCT 17232002 Middle Cerebral Artery}; empty where no code
   *     says what the label says
   */
  record LabelFacts(
      String set, String role, String id, String name, String laterality, List<String> codes) {}

  /**
   * Reads the card and the sizes.
   *
   * @throws IOException where they cannot be read
   */
  static PackageFacts of(ModelPackage modelPackage) throws IOException {
    var manifest = modelPackage.manifest();
    return new PackageFacts(
        manifest.id(),
        manifest.version(),
        manifest.title(),
        written(manifest.task()),
        written(manifest.training()),
        manifest.licence(),
        manifest.intendedUse(),
        modelPackage.digest(),
        files(modelPackage),
        manifest.models().values().stream().flatMap(model -> tensors(model).stream()).toList(),
        manifest.labels().values().stream().flatMap(set -> labels(set).stream()).toList(),
        Files.readString(modelPackage.folder().resolve(CARD), StandardCharsets.UTF_8));
  }

  private static List<PackageFile> files(ModelPackage modelPackage) throws IOException {
    var folder = modelPackage.folder().toAbsolutePath().normalize();
    var files = new ArrayList<PackageFile>();
    files.add(new PackageFile("manifest.yaml", Files.size(folder.resolve("manifest.yaml"))));
    files.add(new PackageFile(CARD, Files.size(folder.resolve(CARD))));
    var networks =
        modelPackage.manifest().models().values().stream().map(ModelFile::file).distinct().toList();
    for (var network : networks) {
      files.add(new PackageFile(folder.relativize(network).toString(), Files.size(network)));
    }
    return files;
  }

  private static List<TensorFacts> tensors(ModelFile model) {
    var tensors = new ArrayList<TensorFacts>();
    add(tensors, model.name(), "input", model.inputs());
    add(tensors, model.name(), "output", model.outputs());
    return tensors;
  }

  private static void add(
      List<TensorFacts> to, String network, String direction, Map<String, TensorSpec> tensors) {
    tensors
        .values()
        .forEach(
            tensor ->
                to.add(
                    new TensorFacts(
                        network,
                        direction,
                        tensor.name(),
                        tensor.elementType(),
                        shape(tensor),
                        tensor.axes().stream()
                            .map(PackageFacts::written)
                            .collect(Collectors.joining(" ")),
                        written(tensor.content()))));
  }

  private static List<LabelFacts> labels(LabelSet set) {
    return set.labels().stream()
        .map(
            label ->
                new LabelFacts(
                    set.name(),
                    written(set.role()),
                    label.id(),
                    label.name(),
                    written(label.laterality()),
                    label.codes().stream()
                        .map(code -> code.scheme() + " " + code.value() + " " + code.meaning())
                        .toList()))
        .toList();
  }

  /** As in {@code [any,1,256,256]}. */
  static String shape(TensorSpec tensor) {
    return tensor.shape().stream()
        .map(size -> size == TensorSpec.ANY ? "any" : Integer.toString(size))
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** A constant as the manifest writes it. */
  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
