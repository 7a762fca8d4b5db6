package org.seriesflow.inference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.seriesflow.inference.dataflow.ValueType;
import org.seriesflow.inference.eligibility.Eligibility;
import org.seriesflow.inference.manifest.LabelSet;
import org.seriesflow.inference.manifest.Manifest;
import org.seriesflow.inference.manifest.Manifest.Task;
import org.seriesflow.inference.manifest.Manifest.Training;
import org.seriesflow.inference.manifest.ManifestReader;
import org.seriesflow.inference.manifest.ModelFile;
import org.seriesflow.yaml.RefusedFileException;
import org.seriesflow.yaml.Source;

/**
 * A folder with {@code manifest.yaml}, the ONNX files that it names and {@code MODEL_CARD.md}; its
 * manifest was read and type-checked and every file has the digest that the manifest states.
 * Immutable and thread-safe.
 */
public final class ModelPackage {
  private static final String MANIFEST = "manifest.yaml";
  private static final String CARD = "MODEL_CARD.md";

  private final Path folder;
  private final Manifest manifest;
  private final String digest;

  private ModelPackage(Path folder, Manifest manifest, String digest) {
    this.folder = folder;
    this.manifest = manifest;
    this.digest = digest;
  }

  /**
   * Reads a package.
   *
   * @throws RefusedFileException with file, line and name where anything is not as it must be
   */
  public static ModelPackage load(Path folder) {
    var path = folder.resolve(MANIFEST);
    var manifest = ManifestReader.read(path);
    var card = folder.resolve(CARD);
    if (!Files.isRegularFile(card)) {
      throw new Source(card, 0, "").problem("there is no such file; a package needs a model card");
    }
    var digests = new TreeMap<String, String>();
    digests.put(MANIFEST, sha256(path, new Source(path, 0, "")));
    for (var model : manifest.models().values()) {
      digests.put(relative(folder, model), verified(model));
    }
    var listing = new StringBuilder();
    digests.forEach(
        (file, sha256) -> listing.append(sha256).append("  ").append(file).append('\n'));
    var digest = HexFormat.of().formatHex(sha256().digest(bytes(listing)));
    return new ModelPackage(folder, manifest, digest);
  }

  private static byte[] bytes(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String relative(Path folder, ModelFile model) {
    var path = folder.toAbsolutePath().normalize().relativize(model.file());
    return path.toString().replace('\\', '/');
  }

  private static String verified(ModelFile model) {
    if (!Files.isRegularFile(model.file())) {
      throw model.source().problem("the file " + model.file() + " is not there");
    }
    var sha256 = sha256(model.file(), model.source());
    if (!sha256.equals(model.sha256())) {
      throw model
          .source()
          .problem(
              "the file "
                  + model.file().getFileName()
                  + " has the SHA-256 "
                  + sha256
                  + ", the manifest says "
                  + model.sha256());
    }
    return sha256;
  }

  private static String sha256(Path file, Source source) {
    var digest = sha256();
    try (var in = Files.newInputStream(file)) {
      var buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new RefusedFileException(source, "cannot be read: " + e.getMessage(), e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The folder that was read. */
  public Path folder() {
    return folder;
  }

  /** Everything that the manifest says. */
  public Manifest manifest() {
    return manifest;
  }

  /** Name of the package. */
  public String id() {
    return manifest.id();
  }

  /** Version of the package. */
  public String version() {
    return manifest.version();
  }

  /**
   * SHA-256 over the lines {@code <sha256> <relative path>\n} of the manifest and all model files,
   * sorted by path: the same package has the same digest wherever it lies.
   */
  public String digest() {
    return digest;
  }

  /** Where the weights come from. */
  public Training training() {
    return manifest.training();
  }

  /** What the package is for. */
  public Task task() {
    return manifest.task();
  }

  /** Label sets by name. */
  public Map<String, LabelSet> labels() {
    return manifest.labels();
  }

  /** Which series the package is for. */
  public Eligibility eligibility() {
    return manifest.eligibility();
  }

  void require(Task task) {
    if (manifest.task() != task) {
      throw new IllegalArgumentException(
          "the package "
              + id()
              + " is for "
              + manifest.task()
              + "; here one for "
              + task
              + " is needed");
    }
  }

  /**
   * Whether the package takes all volumes of a series at once.
   *
   * @throws IllegalArgumentException where it takes neither one volume nor several
   */
  boolean takesSeveralVolumes() {
    var several = new ValueType.Items(new ValueType.Volume());
    if (manifest.consumes().containsValue(several)) {
      return true;
    }
    onlyInput(new ValueType.Volume());
    return false;
  }

  String onlyInput(ValueType type) {
    var names =
        manifest.consumes().entrySet().stream()
            .filter(entry -> entry.getValue().equals(type))
            .map(Map.Entry::getKey)
            .toList();
    if (names.size() != 1) {
      throw new IllegalArgumentException(
          "the package "
              + id()
              + " has "
              + names.size()
              + " inputs of type "
              + type
              + "; exactly one is needed");
    }
    return names.getFirst();
  }

  /** The same of a list, where the package takes several volumes. */
  String onlyInput(ValueType type, boolean several) {
    return onlyInput(several ? new ValueType.Items(type) : type);
  }
}
