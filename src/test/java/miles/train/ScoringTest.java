package miles.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import miles.config.RunConfig;
import miles.data.Dataset;
import miles.evaluate.ModalityScores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringTest {

  /** Samples of the classes 0 1 0 1; the last two lack modality b. */
  private static final String MANIFEST =
      """
      id,split,label,a.x,b.x
      t1,train,c0,1,1
      t2,train,c1,2,2
      v1,validation,c0,1,1
      v2,validation,c1,1,1
      v3,validation,c0,1,
      v4,validation,c1,1,
      """;

  private static final float[] RIGHT = {1, 0, 0, 1, 1, 0, 0, 1};
  private static final float[] FIRST_HALF_RIGHT = {1, 0, 0, 1, 0, 1, 1, 0};
  private static final float[] FIRST_RIGHT = {1, 0, 1, 0, 0, 1, 1, 0};

  @TempDir Path folder;

  @Test
  void headsAreScoredWhereTheirModalityIsAndEverythingElseOnAllSamples() throws IOException {
    ModalityScores scores =
        scores(
            "balance.method=miles",
            Map.of(
                "full", RIGHT,
                "head/a", FIRST_HALF_RIGHT,
                "head/b", FIRST_HALF_RIGHT,
                "only/a", FIRST_HALF_RIGHT,
                "only/b", FIRST_RIGHT));
    assertThat(scores.fused()).isEqualTo(1);
    assertThat(scores.heads()).containsEntry("a", 0.5).containsEntry("b", 1.0);
    assertThat(scores.only()).containsEntry("a", 0.5).containsEntry("b", 0.25);
  }

  @Test
  void headsThatAreNotTrainedAreNotScored() throws IOException {
    ModalityScores scores =
        scores(
            "balance.method=joint", Map.of("full", FIRST_RIGHT, "only/a", RIGHT, "only/b", RIGHT));
    assertThat(scores.heads()).isEmpty();
    assertThat(scores.fused()).isEqualTo(0.25);
  }

  private ModalityScores scores(String method, Map<String, float[]> probabilities)
      throws IOException {
    Files.writeString(folder.resolve("manifest.csv"), MANIFEST);
    RunConfig config = TestRuns.config(folder, 2, method);
    Dataset validation = TestRuns.load(config).validation();
    return new Scoring(config).of(validation, new Probabilities(4, 2, probabilities));
  }
}
