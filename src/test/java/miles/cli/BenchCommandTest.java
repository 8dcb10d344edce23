package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import miles.train.SyntheticData;
import miles.train.TestRuns;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code miles bench} as a user types it; no time that it measures decides anything. */
@Tag("slow")
class BenchCommandTest {

  @TempDir private Path folder;

  @BeforeEach
  void writeRunFileAndData() throws IOException {
    SyntheticData.complementary(folder, 3, 64, 0);
    Files.writeString(folder.resolve("test.yaml"), TestRuns.yaml(3));
  }

  @Test
  void everythingIsMeasuredAsOftenAsAsked() throws IOException {
    RecordedConsole bench =
        bench("--rounds", "3", "--json", folder.resolve("bench.json").toString());

    assertThat(bench.code()).withFailMessage(bench::err).isZero();
    assertThat(bench.err()).contains("Measuring: epochs with uniform, miles");
    assertThat(bench.out()).contains("median", "trainer_over_ceiling", "steps/s", "bench.json");
    JsonNode json = new ObjectMapper().readTree(folder.resolve("bench.json").toFile());
    for (String name :
        List.of(
            "trainer",
            "ceiling",
            "trainer_over_ceiling",
            "evaluation_plain",
            "evaluation_masked",
            "epoch_uniform",
            "epoch_miles",
            "epoch_miles_over_epoch_uniform",
            "csv",
            "csv_alone",
            "decoding",
            "cache_open")) {
      assertThat(json.at("/measurements/" + name + "/values")).as(name).hasSize(3);
      assertThat(json.at("/" + name).asDouble()).as(name).isPositive();
    }
    assertThat(json.at("/first_step").asDouble()).isPositive();
    assertThat(json.at("/peak_heap").asDouble()).isPositive();
    assertThat(folder.resolve("saved")).isDirectoryContaining("glob:**.cache");
  }

  @Test
  void wrongInputIsOneSentenceAndExitCodeTwo() throws IOException {
    for (List<String> arguments :
        List.of(
            List.of("--rounds", "0"),
            List.of("--methods", "magic"),
            List.of("--set", "balance.miles.reference=unimodal"),
            List.of("--set", "training.epoch=3"))) {
      RecordedConsole refused = bench(arguments.toArray(String[]::new));
      assertThat(refused.code()).as(arguments.toString()).isEqualTo(2);
      assertThat(refused.err()).isNotBlank().doesNotContain("\tat ", "Internal error");
    }
    assertThat(folder.resolve("saved")).doesNotExist();
  }

  @Test
  void anEpochOfOneStepIsRefusedBeforeTraining() {
    RecordedConsole refused = bench("--set", "training.batch_size=64");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("training.batch_size 64 is not allowed; allowed: less than the 64 samples")
        .doesNotContain("Measuring");
  }

  private RecordedConsole bench(String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("bench", folder.resolve("test.yaml").toString()));
    arguments.addAll(List.of("--saved", folder.resolve("saved").toString()));
    arguments.addAll(List.of(options));
    return RecordedConsole.run(arguments.toArray(String[]::new));
  }
}
