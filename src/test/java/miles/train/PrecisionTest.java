package miles.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import miles.config.RunConfig;
import miles.train.RunFolder.Existing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training with {@code precision: bf16}. */
@Tag("slow")
class PrecisionTest {

  @TempDir Path folder;

  @BeforeEach
  void makeData() throws IOException {
    SyntheticData.complementary(folder, 2, 256, 0);
  }

  @Test
  void bf16LearnsAsMuchAndIsTheSameTwice() throws IOException {
    List<Double> once = losses("once", "training.precision=bf16");
    List<Double> again = losses("again", "training.precision=bf16");
    List<Double> exact = losses("exact");

    assertThat(again).isEqualTo(once);
    double last = exact.get(exact.size() - 1);
    assertThat(once.get(once.size() - 1)).isCloseTo(last, within(0.1 * last));
  }

  @Test
  void bf16IsUsedOnlyWhereTheProcessorHasIt() throws IOException {
    List<Double> half = losses("half", "training.precision=bf16");

    assertThat(half.equals(losses("exact"))).isNotEqualTo(Processor.hasBfloat16());
  }

  private List<Double> losses(String name, String... overrides) throws IOException {
    RunConfig config = TestRuns.config(folder, 2, overrides);
    List<Double> losses = new ArrayList<>();
    TestRuns.train(
        config,
        folder.resolve(name),
        Existing.REFUSE,
        new TrainingListener() {
          @Override
          public void epochEnded(EpochRecord epoch) {
            losses.add(epoch.validationLosses().total());
          }
        });
    return losses;
  }
}
