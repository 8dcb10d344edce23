package miles.data.published;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import miles.data.Split;

/**
 * What an import wrote.
 *
 * @param rows rows of each split
 * @param notes what a user should know, one sentence each: what is absent, what was left out
 */
public record ImportSummary(Map<Split, Integer> rows, List<String> notes) {
  public ImportSummary {
    Map<Split, Integer> copy = new EnumMap<>(Split.class);
    copy.putAll(rows);
    rows = Collections.unmodifiableMap(copy);
    notes = List.copyOf(notes);
  }
}
