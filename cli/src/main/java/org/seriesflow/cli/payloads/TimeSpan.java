package org.seriesflow.cli.payloads;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration as the services' configuration takes it: 90s, 48h, 7d, or ISO 8601 (PT48H). */
public final class TimeSpan implements ITypeConverter<Duration> {
  private static final Pattern SHORT = Pattern.compile("([0-9]{1,9})([smhd])");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  @Override
  public Duration convert(String value) {
    var matcher = SHORT.matcher(value);
    try {
      return matcher.matches()
          ? UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)))
          : Duration.parse(value);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException("'" + value + "' is no duration such as 90s, 48h or 7d");
    }
  }
}
