package miles.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import miles.config.RunConfig;
import miles.config.RunFile;
import org.junit.jupiter.api.Test;

/** Rates by hand. */
class LearningRatesTest {

  @Test
  void everyFactorOfAGroupMultipliesTheBaseRate() {
    RunConfig run =
        RunFile.parse(
            TestRuns.yaml(2),
            "test.yaml",
            Path.of(""),
            List.of("optimizer.learning_rate=8", "training.encoder_rates={b: 0.25}"));
    LearningRates rates =
        new LearningRates(
            run,
            step -> step == 0 ? 1 : 0.5,
            List.of("encoder/a", "encoder/b", "fusion", "head/b"),
            group -> group.equals("head/b") ? 3 : group.startsWith("encoder") ? 2 : 1);

    assertThat(rates.at(0))
        .isEqualTo(Map.of("encoder/a", 16.0, "encoder/b", 4.0, "fusion", 8.0, "head/b", 24.0));
    assertThat(rates.at(1))
        .isEqualTo(Map.of("encoder/a", 8.0, "encoder/b", 2.0, "fusion", 4.0, "head/b", 12.0));
  }
}
