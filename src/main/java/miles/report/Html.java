package miles.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Texts that are safe inside a page, whatever names a run or its data have. */
final class Html {

  /** Pure ASCII: a page that is read in a wrong encoding still has its data. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .addModule(new FiniteNumbers())
          .build();

  private Html() {}

  /** Returns a text for use between tags and inside quoted attributes. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /**
   * Returns a value as JSON for use inside a script element: nothing in it ends the element or
   * begins a comment, and numbers that are not finite are null.
   */
  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value)
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("&", "\\u0026");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a chart is plain numbers and texts", e);
    }
  }
}
