package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import miles.train.SyntheticData;
import miles.train.TestRuns;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code miles compare} as a user types it. */
@Tag("slow")
class CompareCommandTest {

  @TempDir private Path folder;

  @BeforeEach
  void writeRunFileAndData() throws IOException {
    SyntheticData.complementary(folder, 2, 64, 0);
    Files.writeString(folder.resolve("test.yaml"), TestRuns.yaml(2));
  }

  @Test
  void theSummaryIsOnStandardOutputAndTheNewsOnStandardError() throws IOException {
    RecordedConsole first = compare("--methods", "joint,miles", "--seeds", "1", "--jobs", "1");

    assertThat(first.code()).withFailMessage(first::err).isZero();
    assertThat(first.err()).contains("comparing 1/2: joint seed 1: best epoch ", " left", "2/2");
    assertThat(first.out())
        .contains("test: test accuracy", "fused", "only a", "imbalance", "s/step")
        .contains("miles - joint", "of 1", "fewer than 5 seeds", "compare.csv")
        .doesNotContain("joint - miles", " *");
    JsonNode json = new ObjectMapper().readTree(folder.resolve("out/summary.json").toFile());
    assertThat(json.at("/variants/1/method").asText()).isEqualTo("miles");
    String fused =
        String.format(Locale.ROOT, "%.4f", json.at("/variants/1/measures/full/mean").asDouble());
    assertThat(first.out().lines().filter(line -> line.strip().startsWith("miles  ")).findFirst())
        .hasValueSatisfying(line -> assertThat(line).contains(fused));
    assertThat(folder.resolve(".cache")).isDirectory();
    Path report = folder.resolve("out/report.html");
    assertThat(report)
        .content()
        .contains("<td>" + fused + "</td>")
        .doesNotContain("class=\"marked\"");
    assertThat(RecordedConsole.run("report", folder.resolve("out").toString()).out())
        .contains("wrote " + report);

    RecordedConsole again = compare("--methods", "joint,miles", "--seeds", "1");
    assertThat(again.err().lines()).containsExactly("comparing: 2 of 2 runs were finished before");
    assertThat(again.out()).isEqualTo(first.out());
  }

  @Test
  void wrongInputIsOneSentenceAndExitCodeTwo() {
    for (List<String> arguments :
        List.of(
            List.of("--methods", "joint,magic"),
            List.of("--seeds", "0"),
            List.of("--jobs", "0"),
            List.of("--tune", "2", "--grid", "miles.threshold=0.1"),
            List.of("--grid", "miles.threshold=-1"),
            List.of("--grid", "training.seed=1,2"),
            List.of("--set", "training.epoch=3"))) {
      RecordedConsole refused = compare(arguments.toArray(String[]::new));
      assertThat(refused.code()).as(arguments.toString()).isEqualTo(2);
      assertThat(refused.err()).isNotBlank().doesNotContain("\tat ", "Internal error");
      assertThat(refused.out()).isEmpty();
    }
    assertThat(folder.resolve("out/runs")).doesNotExist();
  }

  private RecordedConsole compare(String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("compare", folder.resolve("test.yaml").toString()));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of("--out", folder.resolve("out").toString()));
    return RecordedConsole.run(arguments.toArray(String[]::new));
  }
}
