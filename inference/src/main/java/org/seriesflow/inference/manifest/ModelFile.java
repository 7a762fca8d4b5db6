package org.seriesflow.inference.manifest;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.seriesflow.yaml.Source;

/**
 * A network of a package.
 *
 * @param name how steps call it
 * @param file the ONNX file
 * @param sha256 lower-case hexadecimal digest that the file must have
 * @param inputs declared inputs by tensor name
 * @param outputs declared outputs by tensor name; outputs of the file may be left out
 */
public record ModelFile(
    String name,
    Path file,
    String sha256,
    Map<String, TensorSpec> inputs,
    Map<String, TensorSpec> outputs,
    Source source) {
  public ModelFile {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }

  /** Whether another network can stand in for this one in the same step. */
  public boolean hasSignatureOf(ModelFile other) {
    return signature(inputs).equals(signature(other.inputs))
        && signature(outputs).equals(signature(other.outputs));
  }

  private static Map<String, String> signature(Map<String, TensorSpec> tensors) {
    var signature = new LinkedHashMap<String, String>();
    tensors.forEach((name, tensor) -> signature.put(name, tensor.signature()));
    return signature;
  }
}
