package miles.config;

/**
 * What strangers wrote, as a message shows it: in one line, of a bounded length, and without
 * characters that a terminal would obey rather than show.
 */
public final class Shown {

  /** Characters of a value that are shown. */
  static final int LONGEST_VALUE = 60;

  private Shown() {}

  /**
   * Returns a value as a message quotes it: its start, if it is long, and no control characters.
   */
  public static String value(String text) {
    return start(text, LONGEST_VALUE);
  }

  /** Returns a text in one line, no more than its first characters. */
  public static String start(String text, int longest) {
    int characters = text.codePointCount(0, Math.min(text.length(), 2 * longest + 2));
    return characters > longest
        ? line(text.substring(0, text.offsetByCodePoints(0, longest))) + "…"
        : line(text);
  }

  /** Returns a text in one line: line breaks as {@code \n}, other control characters as \\u…. */
  public static String line(String text) {
    return escaped(text, false);
  }

  /** Returns a text whose lines and tabulators stay, without other control characters. */
  public static String lines(String text) {
    return escaped(text, true);
  }

  private static String escaped(String text, boolean keepLines) {
    if (text.codePoints().noneMatch(Shown::isObeyed)) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n' && !keepLines) {
                shown.append("\\n");
              } else if (isObeyed(c) && !(keepLines && (c == '\n' || c == '\t'))) {
                shown.append(c == '\r' ? "\\r" : c == '\t' ? "\\t" : "\\u%04x".formatted(c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }

  /** Control characters, other line ends, and those that turn the direction of writing. */
  private static boolean isObeyed(int c) {
    return Character.isISOControl(c)
        || c == 0x2028
        || c == 0x2029
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
  }
}
