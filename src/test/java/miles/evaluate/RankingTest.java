package miles.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import miles.config.TaskConfig.Kind;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RankingTest {

  private static final Offset<Double> EXACT = within(1e-12);

  @Test
  void fourSamplesByHand() {
    // From the top: .8+ .4 .35+ .1; 3 of 4 pairs are in order.
    Ranking ranking = ranking(new float[] {.1f, .4f, .35f, .8f}, new float[] {0, 0, 1, 1});

    assertThat(ranking.auroc()).isEqualTo(0.75);
    assertThat(ranking.averagePrecision()).isCloseTo((1 + 2 / 3.0) / 2, EXACT);
  }

  @Test
  void equalProbabilitiesAreOneStep() {
    Ranking ranking = ranking(new float[] {.5f, .5f, .5f, .5f}, new float[] {0, 1, 0, 0});

    assertThat(ranking.auroc()).isEqualTo(0.5);
    assertThat(ranking.averagePrecision()).isEqualTo(0.25);
  }

  @Test
  void minusZeroTiesWithZeroAndNegativeValuesKeepTheirOrder() {
    assertThat(ranking(new float[] {-0f, 0f}, new float[] {1, 0}).auroc()).isEqualTo(0.5);
    assertThat(ranking(new float[] {-2f, -1f, 3f}, new float[] {0, 1, 1}).auroc()).isEqualTo(1);
  }

  @Test
  void oneLabelAloneLeavesAurocUndefined() {
    Ranking positives = ranking(new float[] {.1f, .2f}, new float[] {1, 1});
    Ranking negatives = ranking(new float[] {.1f, .2f}, new float[] {0, 0});

    assertThat(positives.auroc()).isNaN();
    assertThat(positives.averagePrecision()).isEqualTo(1);
    assertThat(negatives.auroc()).isNaN();
    assertThat(negatives.averagePrecision()).isNaN();
  }

  @Property
  void aurocCountsThePairsInOrder(@ForAll @IntRange(min = 2, max = 40) int n, @ForAll long seed) {
    Sample sample = Sample.random(n, seed);

    assertThat(ranking(sample.probabilities, sample.labels).auroc())
        .isCloseTo(sample.pairsInOrder(), EXACT);
  }

  @Property
  void averagePrecisionAddsUpPrecisionOverTheThresholds(
      @ForAll @IntRange(min = 2, max = 40) int n, @ForAll long seed) {
    Sample sample = Sample.random(n, seed);

    assertThat(ranking(sample.probabilities, sample.labels).averagePrecision())
        .isCloseTo(sample.precisionOverThresholds(), EXACT);
  }

  private static Ranking ranking(float[] probabilities, float[] labels) {
    return Ranking.of(new Predictions(Kind.MULTI_LABEL, 1, probabilities, labels), 0);
  }

  /** Samples with many ties, and both definitions spelled out over all pairs and thresholds. */
  private static final class Sample {

    private final float[] probabilities;
    private final float[] labels;

    private Sample(float[] probabilities, float[] labels) {
      this.probabilities = probabilities;
      this.labels = labels;
    }

    static Sample random(int n, long seed) {
      Random random = new Random(seed);
      float[] probabilities = new float[n];
      float[] labels = new float[n];
      for (int i = 0; i < n; i++) {
        probabilities[i] = random.nextInt(8) / 7f;
        labels[i] = random.nextInt(2);
      }
      labels[0] = 1;
      labels[1] = 0;
      return new Sample(probabilities, labels);
    }

    double pairsInOrder() {
      double won = 0;
      int pairs = 0;
      for (int i = 0; i < labels.length; i++) {
        for (int j = 0; j < labels.length; j++) {
          if (labels[i] == 1 && labels[j] == 0) {
            won += probabilities[i] > probabilities[j] ? 1 : 0;
            won += probabilities[i] == probabilities[j] ? 0.5 : 0;
            pairs++;
          }
        }
      }
      return won / pairs;
    }

    double precisionOverThresholds() {
      float[] thresholds = probabilities.clone();
      Arrays.sort(thresholds);
      double sum = 0;
      double recallBefore = 0;
      for (int t = thresholds.length - 1; t >= 0; t--) {
        int selected = 0;
        int right = 0;
        int positives = 0;
        for (int i = 0; i < labels.length; i++) {
          positives += labels[i] == 1 ? 1 : 0;
          selected += probabilities[i] >= thresholds[t] ? 1 : 0;
          right += probabilities[i] >= thresholds[t] && labels[i] == 1 ? 1 : 0;
        }
        double recall = (double) right / positives;
        sum += (recall - recallBefore) * right / selected;
        recallBefore = recall;
      }
      return sum;
    }
  }
}
