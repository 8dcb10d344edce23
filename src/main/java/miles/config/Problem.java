package miles.config;

import java.io.Serializable;

/**
 * One thing that is wrong with a run file or with a {@code --set} text.
 *
 * @param source the file as the user gave it, or the {@code --set} text
 * @param line the line from 1; 0 for a {@code --set} text, or for a file that could not be read
 * @param column the column from 1; 0 where line is 0
 * @param key the key path, such as {@code training.batch_size}; empty if no key is to blame
 * @param reason what is wrong, and what is allowed
 */
public record Problem(String source, int line, int column, String key, String reason)
    implements Serializable {

  private static final int LONGEST_KEY = 200;
  private static final int LONGEST_REASON = 2_000;

  /** Returns the whole sentence: where, which key, what is wrong. */
  @Override
  public String toString() {
    String where = line > 0 ? source + " line " + line : source;
    String what = key.isEmpty() ? "" : ", key " + Shown.start(key, LONGEST_KEY);
    return Shown.line(where) + what + ": " + Shown.start(reason, LONGEST_REASON);
  }
}
