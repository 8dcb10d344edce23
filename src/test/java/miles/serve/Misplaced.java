package miles.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests of which one value is of another type. */
final class Misplaced {

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "-1",
          "1.5",
          "1e300",
          "99999999999999999999",
          "'x'",
          "''",
          "[]",
          "{}",
          "[[[]]]",
          "[null]",
          "{'b64': '!'}",
          "{'b64': 3}",
          "{'a': {'a': 1}}",
          "[1, [2, {}]]");

  private Misplaced() {}

  /** Returns a request with each value in each place, the whole among them. */
  static List<String> everywhere(JsonNode request) {
    List<String> all = new ArrayList<>();
    for (String text : VALUES) {
      JsonNode value = Client.json(text);
      all.add(value.toString());
      replace(request, request, value, all);
    }
    return all;
  }

  private static void replace(JsonNode whole, JsonNode place, JsonNode value, List<String> all) {
    if (place instanceof ObjectNode object) {
      for (String key : object.properties().stream().map(Map.Entry::getKey).toList()) {
        JsonNode before = object.get(key);
        object.set(key, value);
        all.add(whole.toString());
        object.set(key, before);
        replace(whole, before, value, all);
      }
    } else if (place instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        JsonNode before = list.get(i);
        list.set(i, value);
        all.add(whole.toString());
        list.set(i, before);
        replace(whole, before, value, all);
      }
    }
  }
}
