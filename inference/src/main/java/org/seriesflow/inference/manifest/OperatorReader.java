package org.seriesflow.inference.manifest;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.seriesflow.imaging.AxisCodes;
import org.seriesflow.inference.operator.Activate;
import org.seriesflow.inference.operator.Augment;
import org.seriesflow.inference.operator.Calibrate;
import org.seriesflow.inference.operator.Components;
import org.seriesflow.inference.operator.Crop;
import org.seriesflow.inference.operator.Detections;
import org.seriesflow.inference.operator.FuseBoxes;
import org.seriesflow.inference.operator.Intensity;
import org.seriesflow.inference.operator.Load;
import org.seriesflow.inference.operator.Network;
import org.seriesflow.inference.operator.Operator;
import org.seriesflow.inference.operator.Peaks;
import org.seriesflow.inference.operator.Plugin;
import org.seriesflow.inference.operator.Project;
import org.seriesflow.inference.operator.Reduce;
import org.seriesflow.inference.operator.Reorient;
import org.seriesflow.inference.operator.RepairGeometry;
import org.seriesflow.inference.operator.Resample;
import org.seriesflow.inference.operator.SelectSlices;
import org.seriesflow.inference.operator.Stack;
import org.seriesflow.yaml.Fields;
import org.seriesflow.yaml.RefusedFileException;

/** The one table from the words of a manifest to operators. */
final class OperatorReader {
  private OperatorReader() {}

  private static final Map<String, Function<Fields, Operator>> TABLE =
      Map.ofEntries(
          entry("load series", f -> new Load.Series()),
          entry("load majority-filter", f -> new Load.Filter(Load.Rule.MAJORITY_FILTER)),
          entry("load largest-group", f -> new Load.Filter(Load.Rule.LARGEST_GROUP)),
          entry("load multi-frame", f -> new Load.MultiFrame()),
          entry("load split-4d", f -> new Load.SplitTime()),
          entry("load study-join", f -> new Load.StudyJoin(f.text("series"))),
          entry("load nifti", f -> new Load.FromFile(Load.Format.NIFTI)),
          entry("load mrc", f -> new Load.FromFile(Load.Format.MRC)),
          entry("load tiff-stack", f -> new Load.FromFile(Load.Format.TIFF_STACK)),
          entry("repair-geometry size-table", OperatorReader::sizeTable),
          entry("repair-geometry network-spacing", f -> new RepairGeometry.NetworkSpacing()),
          entry(
              "repair-geometry network-plane",
              f -> new RepairGeometry.NetworkPlane(f.text("model"))),
          entry(
              "reorient signed-permutation",
              f -> new Reorient.SignedPermutation(axisCodes(f, "to"))),
          entry("reorient axes", f -> new Reorient.Axes(axisCodes(f, "from"), axisCodes(f, "to"))),
          entry(
              "intensity z-score",
              f ->
                  new Intensity.ZScore(
                      f.integer("ddof", 0), f.positive("floor"), f.flag("masked"))),
          entry(
              "intensity foreground-z-score",
              f -> new Intensity.ForegroundZScore(f.integer("ddof", 0), f.positive("floor"))),
          entry("intensity min-max", f -> new Intensity.MinMax(f.positive("floor"))),
          entry(
              "intensity percentile",
              f ->
                  new Intensity.Percentile(f.number("low"), f.number("high"), f.positive("floor"))),
          entry("intensity window", f -> new Intensity.Window(f.number("low"), f.number("high"))),
          entry(
              "intensity scale", f -> new Intensity.Scale(f.number("factor"), f.number("offset"))),
          entry(
              "intensity ct-scheme",
              f ->
                  new Intensity.CtScheme(
                      f.number("low"),
                      f.number("high"),
                      f.number("mean"),
                      f.positive("std"),
                      f.positive("floor"))),
          entry(
              "resample to-spacing",
              f -> new Resample.ToSpacing(spacing(f, "spacingMm"), sampling(f))),
          entry("resample to-shape", f -> new Resample.ToShape(f.integers("shape"), sampling(f))),
          entry("resample like", f -> new Resample.Like(sampling(f))),
          entry(
              "resample fit-and-pad",
              f -> new Resample.FitAndPad(f.integers("shape"), sampling(f))),
          entry(
              "select-slices fractions",
              f ->
                  new SelectSlices.Fractions(
                      f.choices("axes", SelectSlices.Normal.class),
                      f.numbers("fractions"),
                      f.flag("skipAllZero"),
                      f.flag("distinct"))),
          entry("select-slices middle", f -> new SelectSlices.Middle(normal(f))),
          entry(
              "select-slices evenly-spaced",
              f -> new SelectSlices.EvenlySpaced(normal(f), f.integer("count", 1))),
          entry(
              "select-slices offset-mm",
              f -> new SelectSlices.OffsetMm(normal(f), f.numbers("offsetsMm"))),
          entry(
              "select-slices adjacent",
              f -> new SelectSlices.Adjacent(normal(f), f.integer("count", 1))),
          entry(
              "select-slices projection",
              f -> new SelectSlices.Projection(f.choices("axes", SelectSlices.Normal.class))),
          entry(
              "select-slices fold-to-channels",
              f -> new SelectSlices.FoldToChannels(f.integer("channels", 1))),
          entry("crop box", f -> new Crop.ToBox(f.integers("marginVoxels"))),
          entry("crop non-zero-box", f -> new Crop.NonZeroBox()),
          entry("crop uncrop", f -> new Crop.Uncrop(f.number("outside"))),
          entry("crop pad", f -> new Crop.Pad(f.integers("atLeast"))),
          entry("crop mirror", f -> new Crop.Mirror(axes(f, "axes"))),
          entry("crop mm-cube", f -> new Crop.CubeMm(f.positive("edgeMm"))),
          entry("crop pixel-window", f -> new Crop.PixelWindow(f.integers("size"))),
          entry("crop keypoint-scaled", f -> new Crop.KeypointScaled(f.positive("factor"))),
          entry("project world-points", f -> new Project.WorldPoints()),
          entry("project assign-level", f -> new Project.AssignLevel(f.text("levels"))),
          entry("onnx", f -> new Network.Run(f.text("model"), f.texts("outputs"))),
          entry(
              "folds", f -> new Network.Folds(f.texts("models"), f.text("as"), StepReader.body(f))),
          entry("for-each", f -> new Network.ForEach(f.texts("over"), StepReader.body(f))),
          entry("tile", TileReader::read),
          entry("tta flips", AugmentReader::flips),
          entry(
              "tta multi-axis",
              f ->
                  new Augment.MultiAxis(f.choices("axes", Augment.Axis.class), StepReader.body(f))),
          entry("activate softmax", f -> new Activate.Softmax()),
          entry("activate sigmoid", f -> new Activate.Sigmoid()),
          entry("activate argmax", f -> new Activate.Argmax()),
          entry("activate threshold", f -> new Activate.Threshold(f.numbers("thresholds"))),
          entry(
              "components connected",
              f -> new Components.Connected(keep(f), f.integer("leastVoxels", 0))),
          entry(
              "components dbscan",
              f ->
                  new Components.Dbscan(
                      keep(f),
                      f.positive("epsilonVoxels"),
                      f.integer("leastPoints", 1),
                      f.integer("mostPoints", 1),
                      f.integer("confidencePoints", 1))),
          entry(
              "components watershed",
              f -> new Components.Watershed(keep(f), f.integer("leastVoxels", 0))),
          entry("peaks argmax", f -> new Peaks.Highest()),
          entry(
              "peaks non-maximum",
              f ->
                  new Peaks.NonMaximum(
                      f.number("blurSigma"), f.integer("window", 1), f.numbers("thresholds"))),
          entry("detections decode", f -> new Detections.Decode(f.number("confidence"))),
          entry("detections nms", f -> new Detections.Suppress(f.number("overlap"))),
          entry("detections fuse-boxes", f -> new Detections.FuseWeighted(f.number("overlap"))),
          entry(
              "detections fuse-points", f -> new Detections.FusePoints(f.positive("radiusVoxels"))),
          entry(
              "detections transform-points",
              f ->
                  new Detections.TransformPoints(
                      f.number("factor"), f.number("offset"), f.textIfPresent("unit"))),
          entry("fuse-boxes mean-of-votes", f -> new FuseBoxes()),
          entry("reduce mean", f -> new Reduce.Mean()),
          entry("reduce weighted", f -> new Reduce.Weighted(f.numbers("weights"))),
          entry("reduce median", f -> new Reduce.Median()),
          entry("reduce max", f -> new Reduce.Max()),
          entry("reduce rank", f -> new Reduce.Rank()),
          entry("reduce top-k", f -> new Reduce.TopK(f.integer("count", 1))),
          entry("calibrate temperature", f -> new Calibrate.Temperature(f.positive("temperature"))),
          entry("calibrate multiplier", OperatorReader::multiplier),
          entry("stack", f -> new Stack(f.text("model"), f.text("labels"))),
          entry("guard", GuardReader::read),
          entry("plug-in", f -> new Plugin(f.text("name"))));

  static Operator read(Fields fields) {
    var name = fields.text("operator");
    var words = fields.has("mode") ? name + " " + fields.text("mode") : name;
    var reader = TABLE.get(words);
    if (reader != null) {
      return reader.apply(fields);
    }
    var modes = TABLE.keySet().stream().filter(key -> key.startsWith(name + " ")).toList();
    if (!modes.isEmpty()) {
      throw fields.problem(
          fields.has("mode") ? "mode" : "operator",
          "the operator '"
              + name
              + "' has the modes: "
              + StepReader.listed(
                  modes.stream().map(key -> key.substring(name.length() + 1)).toList()));
    }
    if (TABLE.containsKey(name)) {
      throw fields.problem("mode", "the operator '" + name + "' has no modes; leave it out");
    }
    var operators = TABLE.keySet().stream().map(key -> key.split(" ", 2)[0]).distinct().toList();
    throw fields.problem(
        "operator",
        "'" + name + "' is no operator; operators are: " + StepReader.listed(operators));
  }

  private static AxisCodes axisCodes(Fields fields, String key) {
    try {
      return new AxisCodes(fields.text(key));
    } catch (IllegalArgumentException e) {
      throw fields.problem(key, e.getMessage() + ", x first; examples are LPS and RAS");
    }
  }

  /** A spacing in mm an axis; {@code same} keeps that of the image. */
  private static List<OptionalDouble> spacing(Fields fields, String key) {
    var list = new ArrayList<OptionalDouble>();
    for (var text : fields.texts(key)) {
      double mm = 0;
      if (!text.equals("same")) {
        try {
          mm = Double.parseDouble(text);
        } catch (NumberFormatException e) {
          throw new RefusedFileException(
              fields.at(key), "'" + text + "' is neither a number of mm nor 'same'", e);
        }
        if (!(mm > 0 && Double.isFinite(mm))) {
          throw fields.problem(key, "is " + text + "; a spacing is above 0 mm, or 'same'");
        }
      }
      list.add(text.equals("same") ? OptionalDouble.empty() : OptionalDouble.of(mm));
    }
    return list;
  }

  private static SelectSlices.Normal normal(Fields fields) {
    return fields.choice("axis", SelectSlices.Normal.class);
  }

  private static Components.Keep keep(Fields fields) {
    return fields.choice("keep", Components.Keep.class);
  }

  static Set<Augment.Axis> axes(Fields fields, String key) {
    List<Augment.Axis> list = fields.choices(key, Augment.Axis.class);
    var set = Set.copyOf(list);
    if (set.size() != list.size()) {
      throw fields.problem(key, "an axis stands twice");
    }
    return set;
  }

  private static Resample.Sampling sampling(Fields fields) {
    var interpolation = fields.choice("interpolation", Resample.Interpolation.class);
    return new Resample.Sampling(
        interpolation,
        fields.flag("alignCorners"),
        fields.flag("antialias"),
        interpolation.keepsSlicesApart()
            ? OptionalDouble.of(fields.positive("anisotropyAbove"))
            : OptionalDouble.empty());
  }

  private static Operator sizeTable(Fields fields) {
    var rows =
        fields.objects("rows").stream()
            .map(
                row -> {
                  var parsed =
                      new RepairGeometry.SizeTable.Row(
                          row.integer("above", 0), row.positive("spacingMm"));
                  row.done();
                  return parsed;
                })
            .toList();
    return new RepairGeometry.SizeTable(rows, fields.positive("otherwiseMm"));
  }

  private static Operator multiplier(Fields fields) {
    var factors = new LinkedHashMap<String, Double>();
    var object = fields.object("factors");
    object.keys().forEach(label -> factors.put(label, object.positive(label)));
    return new Calibrate.Multiplier(factors);
  }
}
