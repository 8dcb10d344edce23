package miles.config;

/**
 * Where something was written.
 *
 * @param source the file as the user gave it, or the {@code --set} text
 * @param line the line from 1; 0 for a {@code --set} text
 * @param column the column from 1; 0 for a {@code --set} text
 */
record Location(String source, int line, int column) {

  /** Returns the location of a {@code --set} text. */
  static Location ofOverride(String text) {
    return new Location("--set " + text, 0, 0);
  }

  /** Whether this is a {@code --set} text. */
  boolean isOverride() {
    return line == 0;
  }

  @Override
  public String toString() {
    return isOverride() ? source : source + " line " + line;
  }
}
