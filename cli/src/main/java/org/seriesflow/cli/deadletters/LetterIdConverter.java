package org.seriesflow.cli.deadletters;

import org.seriesflow.streaming.deadletter.LetterId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A letter on the command line. */
final class LetterIdConverter implements ITypeConverter<LetterId> {
  @Override
  public LetterId convert(String value) {
    try {
      return LetterId.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
