package miles.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import miles.data.Batch;
import miles.data.FeatureSpec;
import org.junit.jupiter.api.Test;

class LossMeansTest {

  private final LossMeans means = new LossMeans();

  @Test
  void batchesCountByTheirSamples() {
    means.add(Map.of("fusion", 1.0), batch(1, 1, 1));
    means.add(Map.of("fusion", 5.0), batch(1));
    assertThat(means.mean(Map.of("fusion", 2.0))).isEqualTo(new Losses(4, Map.of("fusion", 2.0)));
  }

  @Test
  void headsCountTheSamplesThatHaveTheirModality() {
    means.add(Map.of("fusion", 1.0, "audio", 1.0), batch(1, 0, 0, 0));
    means.add(Map.of("fusion", 3.0, "audio", 2.0), batch(1, 1, 1, 0));
    Losses mean = means.mean(Map.of("fusion", 1.0, "audio", 0.5));
    assertThat(mean.parts().get("fusion")).isEqualTo(2);
    assertThat(mean.parts().get("audio")).isEqualTo(1.75);
    assertThat(mean.total()).isCloseTo(2.875, within(1e-12));
  }

  @Test
  void aModalityThatNoSampleHasIsUndefinedAndAddsNothing() {
    means.add(Map.of("fusion", 1.5, "audio", 0.0), batch(0, 0));
    Losses mean = means.mean(Map.of("fusion", 1.0, "audio", 1.0));
    assertThat(mean.parts().get("audio")).isNaN();
    assertThat(mean.total()).isEqualTo(1.5);
  }

  private static Batch batch(float... presence) {
    FeatureSpec audio = new FeatureSpec("audio", FeatureSpec.Type.FLOAT32, List.of(1), 0);
    Batch batch = new Batch(List.of(audio), 2, 8);
    batch.resize(presence.length);
    System.arraycopy(presence, 0, batch.presence(0), 0, presence.length);
    return batch;
  }
}
