package org.seriesflow.cli.replay;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A rate: {@code 2/s}, {@code 0.5/s}. */
final class RatePerSecond implements ITypeConverter<Double> {
  private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6})?)/s");

  @Override
  public Double convert(String value) {
    var matcher = WRITTEN.matcher(value);
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + value + "' is no rate such as 2/s or 0.5/s");
    }
    return Double.valueOf(matcher.group(1));
  }
}
