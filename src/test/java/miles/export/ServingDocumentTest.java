package miles.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ServingDocumentTest {

  private static final Pattern JSON = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  @Test
  void everyJsonInTheManualIsValid() throws IOException {
    ObjectMapper mapper =
        new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    String manual = Files.readString(Path.of("docs/serving.md"));
    List<String> blocks =
        JSON.matcher(manual).results().map((MatchResult block) -> block.group(1)).toList();
    assertThat(blocks).hasSizeGreaterThanOrEqualTo(5);
    for (String block : blocks) {
      JsonNode json = mapper.readTree(block);
      assertThat(json.isObject()).as(block).isTrue();
      assertThat(json.has("instances") || json.has("inputs") || json.has("predictions"))
          .as(block)
          .isTrue();
    }
  }
}
