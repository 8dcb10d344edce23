package miles.config;

import java.nio.file.InvalidPathException;

/** Why a text is no path, as a message says it. */
public final class PathProblem {

  /** What Java says of characters that the locale's encoding has not. */
  private static final String UNMAPPABLE = "Malformed input";

  private PathProblem() {}

  /** Returns the reason, without a full stop, and what to do if it is the machine's fault. */
  public static String reason(InvalidPathException thrown) {
    return thrown.getReason().startsWith(UNMAPPABLE)
        ? "the locale's encoding (%s) has not all its characters; set LC_ALL=C.UTF-8"
            .formatted(System.getProperty("sun.jnu.encoding"))
        : thrown.getReason();
  }
}
