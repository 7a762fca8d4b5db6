package org.seriesflow.inference.operator;

import java.util.Map;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/**
 * Operator 21: a decoder that a package brings along.
 *
 * @param name the decoder's name
 */
public record Plugin(String name) implements Operator.Declared {
  @Override
  public int number() {
    return 21;
  }

  @Override
  public String words() {
    return "plug-in (" + name + ")";
  }

  @Override
  public Map<String, ValueType> outputs(Ports in) {
    in.all();
    return Map.of("points", new ValueType.Points());
  }
}
