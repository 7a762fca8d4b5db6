package org.seriesflow.inference.manifest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.inference.dataflow.Declarations;
import org.seriesflow.inference.dataflow.Reference;
import org.seriesflow.inference.dataflow.ValueType;
import org.seriesflow.inference.manifest.Manifest.Product;
import org.seriesflow.inference.manifest.Manifest.ProductRole;
import org.seriesflow.inference.manifest.Manifest.Task;
import org.seriesflow.inference.manifest.Manifest.Training;
import org.seriesflow.yaml.Fields;
import org.seriesflow.yaml.Source;
import org.seriesflow.yaml.YamlFile;

/**
 * Reads a manifest and checks the types of its steps, without opening a network. The keys are
 * described in docs/model-packages.md. Stateless and thread-safe.
 */
public final class ManifestReader {
  private static final int FORMAT = 1;

  private ManifestReader() {}

  /** What an input of a package can be. */
  private enum InputType {
    VOLUME,
    VOLUMES,
    BOX,
    BOXES,
    POINTS,
    STUDY
  }

  /** Reads and checks the manifest in that file. */
  public static Manifest read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new Source(file, 0, "")
          .problem("there is no such file; a model package needs a manifest.yaml");
    }
    return manifest(YamlFile.read(file));
  }

  private static Manifest manifest(Fields root) {
    if (root.integer("manifest") != FORMAT) {
      throw root.problem("manifest", "this version reads manifests of format " + FORMAT);
    }
    var labels = labels(root);
    var models = models(root, labels);
    var consumes = consumes(root);
    var products = root.objectsByName("produces");
    var outputs = new LinkedHashMap<String, Reference>();
    products.forEach(
        (name, fields) ->
            outputs.put(name, Reference.parse(fields.text("from"), fields.at("from"))));
    var steps = StepReader.dataflow(root.objects("steps"), outputs, root.at("steps"));
    var types = steps.check(consumes, new Declarations(models, labels));
    var produces = new LinkedHashMap<String, Product>();
    products.forEach((name, fields) -> produces.put(name, product(fields, types.get(name))));
    var manifest =
        new Manifest(
            root.text("id"),
            root.text("version"),
            root.text("title"),
            root.choice("task", Task.class),
            root.choice("training", Training.class),
            root.text("licence"),
            root.text("intendedUse"),
            consumes,
            models,
            labels,
            EligibilityReader.read(root.object("eligibility")),
            steps,
            produces,
            root.source());
    root.done();
    checkTask(root, manifest);
    checkModelsUsed(manifest);
    return manifest;
  }

  private static void checkTask(Fields root, Manifest manifest) {
    var needed =
        switch (manifest.task()) {
          case REGION_OF_INTEREST -> ProductRole.REGION_OF_INTEREST;
          case CLASSIFICATION -> ProductRole.PROBABILITIES;
          case SEGMENTATION -> ProductRole.MASK;
          case DETECTION -> ProductRole.POINTS;
        };
    if (manifest.produces().values().stream().noneMatch(p -> p.role() == needed)) {
      throw root.problem(
          "produces", "the task needs an output with the role " + Fields.written(needed));
    }
  }

  private static void checkModelsUsed(Manifest manifest) {
    var used = ModelUse.of(manifest.steps());
    for (var model : manifest.models().values()) {
      if (!used.contains(model.name())) {
        throw model.source().problem("no step uses this model");
      }
    }
  }

  private static Map<String, ValueType> consumes(Fields root) {
    var types = new LinkedHashMap<String, ValueType>();
    root.objectsByName("consumes")
        .forEach(
            (name, fields) -> {
              types.put(
                  name,
                  switch (fields.choice("type", InputType.class)) {
                    case VOLUME -> new ValueType.Volume();
                    case VOLUMES -> new ValueType.Items(new ValueType.Volume());
                    case BOX -> new ValueType.Box(3);
                    case BOXES -> new ValueType.Items(new ValueType.Box(3));
                    case POINTS -> new ValueType.Points();
                    case STUDY -> new ValueType.Study();
                  });
              fields.textIfPresent("description");
              fields.done();
            });
    return types;
  }

  private static Product product(Fields fields, ValueType type) {
    var role = fields.choice("role", ProductRole.class);
    boolean fits =
        switch (role) {
          case REGION_OF_INTEREST ->
              type.equals(new ValueType.Box(3))
                  || type.equals(new ValueType.Items(new ValueType.Box(3)));
          case LOGITS -> type instanceof ValueType.Vector(_, Content c) && c == Content.LOGITS;
          case PROBABILITIES ->
              type instanceof ValueType.Vector(_, Content c) && c == Content.PROBABILITIES;
          case MASK -> type instanceof ValueType.Map map && map.content() == Content.LABELS;
          case BOXES -> type instanceof ValueType.Items(ValueType.Box box) && box.rank() == 3;
          case POINTS -> type instanceof ValueType.Points;
        };
    if (!fits) {
      throw fields.problem("from", "is a " + type + ", which cannot be a " + Fields.written(role));
    }
    fields.done();
    return new Product(role, type);
  }

  private static Map<String, LabelSet> labels(Fields root) {
    var sets = new LinkedHashMap<String, LabelSet>();
    if (!root.has("labels")) {
      return sets;
    }
    root.objectsByName("labels").forEach((name, fields) -> sets.put(name, labelSet(name, fields)));
    return sets;
  }

  private static LabelSet labelSet(String name, Fields fields) {
    var labels = new ArrayList<LabelSet.Label>();
    var ids = new ArrayList<String>();
    for (var entry : fields.objects("entries")) {
      var codes = new ArrayList<LabelSet.Code>();
      if (entry.has("codes")) {
        for (var code : entry.objects("codes")) {
          codes.add(
              new LabelSet.Code(code.text("scheme"), code.text("value"), code.text("meaning")));
          code.done();
        }
      }
      var id = entry.text("id");
      if (ids.contains(id)) {
        throw entry.problem("id", "the label '" + id + "' stands twice");
      }
      ids.add(id);
      var laterality =
          entry.has("laterality")
              ? entry.choice("laterality", LabelSet.Laterality.class)
              : LabelSet.Laterality.NONE;
      labels.add(new LabelSet.Label(id, entry.text("name"), laterality, codes));
      entry.done();
    }
    var set =
        new LabelSet(name, fields.choice("role", LabelSet.Role.class), labels, fields.source());
    fields.done();
    return set;
  }

  private static Map<String, ModelFile> models(Fields root, Map<String, LabelSet> labels) {
    var models = new LinkedHashMap<String, ModelFile>();
    root.objectsByName("models")
        .forEach(
            (name, fields) -> {
              var file = fields.text("file");
              var folder = root.source().file().toAbsolutePath().getParent();
              var path = folder.resolve(file).normalize();
              if (!path.startsWith(folder)) {
                throw fields.problem("file", "'" + file + "' leaves the package's folder");
              }
              var sha256 = fields.text("sha256");
              if (!sha256.matches("[0-9a-f]{64}")) {
                throw fields.problem("sha256", "must be 64 lower-case hexadecimal digits");
              }
              var model =
                  new ModelFile(
                      name,
                      path,
                      sha256,
                      TensorReader.tensors(fields, "inputs", labels),
                      TensorReader.tensors(fields, "outputs", labels),
                      fields.at("file"));
              fields.done();
              models.put(name, model);
            });
    return models;
  }
}
