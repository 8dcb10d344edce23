package miles.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;

/** What is wrong with the text of a JSON file, without words about the library that read it. */
public final class JsonProblem {

  private JsonProblem() {}

  /** Returns the reason, as the end of the sentence "the file is damaged: …". */
  public static String reason(JacksonException thrown) {
    JsonLocation at = thrown.getLocation();
    return thrown instanceof JsonParseException && at != null
        ? "it is no JSON from line %d, column %d on".formatted(at.getLineNr(), at.getColumnNr())
        : "it is JSON, but not what was written there";
  }
}
