package miles.report;

import java.util.Locale;

/** Constants as the run file writes them. */
final class Names {

  private Names() {}

  /** Returns {@code average-precision} for AVERAGE_PRECISION. */
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns a text that begins with a capital letter. */
  static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
