package org.seriesflow.inference.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import org.seriesflow.inference.manifest.ModelFile;
import org.seriesflow.inference.manifest.TensorSpec;

/** Compares the tensors of an ONNX file with those that the manifest declares. */
final class TensorComparison {
  private static final String RUNNABLE = "float32";

  private TensorComparison() {}

  static void check(OrtSession session, ModelFile model) throws OrtException {
    compare(model, "input", session.getInputInfo(), model.inputs());
    compare(model, "output", session.getOutputInfo(), model.outputs());
    for (var name : session.getInputInfo().keySet()) {
      if (!model.inputs().containsKey(name)) {
        throw model.source().problem("the file's input tensor '" + name + "' is not declared");
      }
    }
  }

  private static void compare(
      ModelFile model, String kind, Map<String, NodeInfo> found, Map<String, TensorSpec> declared) {
    for (var spec : declared.values()) {
      var node = found.get(spec.name());
      if (node == null) {
        throw spec.source()
            .problem(
                "the file "
                    + model.file().getFileName()
                    + " has no "
                    + kind
                    + " tensor '"
                    + spec.name()
                    + "'; it has: "
                    + String.join(", ", new TreeSet<>(found.keySet())));
      }
      if (!(node.getInfo() instanceof TensorInfo info)) {
        throw spec.source().problem("is no tensor in the file " + model.file().getFileName());
      }
      checkType(spec, info);
      checkShape(spec, info);
    }
  }

  private static void checkType(TensorSpec spec, TensorInfo info) {
    var found = elementType(info.onnxType);
    if (!found.equals(spec.elementType())) {
      throw spec.source()
          .problem("has the type " + found + " in the file, but " + spec.elementType() + " here");
    }
    if (!found.equals(RUNNABLE)) {
      throw spec.source().problem("has the type " + found + "; only " + RUNNABLE + " runs");
    }
  }

  private static String elementType(TensorInfo.OnnxTensorType type) {
    return switch (type) {
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> "float32";
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> "float16";
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 -> "bfloat16";
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> "float64";
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> "uint8";
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> "int8";
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> "uint16";
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> "int16";
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> "int32";
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> "int64";
      default -> type.name();
    };
  }

  private static void checkShape(TensorSpec spec, TensorInfo info) {
    var found = info.getShape();
    var declared = spec.shape().stream().mapToLong(Integer::longValue).toArray();
    if (!Arrays.equals(found, declared)) {
      throw spec.source()
          .problem(
              "has the shape " + text(found) + " in the file, but " + text(declared) + " here");
    }
  }

  private static String text(long[] shape) {
    return Arrays.toString(
        Arrays.stream(shape).mapToObj(n -> n < 0 ? "any" : Long.toString(n)).toArray());
  }
}
