package miles.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;

/** What is wrong with the text of a JSON file, without words about the library that read it. */
public final class JsonProblem {

  private JsonProblem() {}

  /** Returns the reason, as the end of the sentence "the file is damaged: …". */
  public static String reason(JacksonException thrown) {
    // What is no JSON within a value is told as a fault of the value.
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof JsonParseException parse && parse.getLocation() != null) {
        JsonLocation at = parse.getLocation();
        return "it is no JSON from line %d, column %d on"
            .formatted(at.getLineNr(), at.getColumnNr());
      }
    }
    return "it is not what was written there";
  }
}
