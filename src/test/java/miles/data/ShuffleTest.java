package miles.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ShuffleTest {

  @Property
  void orderIsAPermutation(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 1000) int epoch,
      @ForAll @IntRange(min = 0, max = 2000) int size) {
    int[] order = Shuffle.order(seed, epoch, size);

    Arrays.sort(order);
    assertThat(order).isEqualTo(IntStream.range(0, size).toArray());
  }

  @Property
  void sameSeedAndEpochGiveTheSameOrder(@ForAll long seed, @ForAll int epoch) {
    assertThat(Shuffle.order(seed, epoch, 100)).isEqualTo(Shuffle.order(seed, epoch, 100));
  }

  @Property
  void neighbouringEpochsAndSeedsGiveOtherOrders(@ForAll long seed, @ForAll int epoch) {
    int[] order = Shuffle.order(seed, epoch, 100);

    assertThat(Shuffle.order(seed, epoch + 1, 100)).isNotEqualTo(order);
    assertThat(Shuffle.order(seed + 1, epoch, 100)).isNotEqualTo(order);
  }

  /** The numbers were computed by a separate implementation in Python. */
  @Example
  void ordersNeverChange() {
    assertThat(Shuffle.order(42, 1, 10)).containsExactly(6, 5, 1, 4, 7, 3, 2, 9, 8, 0);
    assertThat(Shuffle.order(-1, 7, 10)).containsExactly(4, 9, 5, 2, 1, 6, 7, 8, 3, 0);
  }

  @Example
  void everyPositionIsEquallyLikely() {
    int[][] counts = new int[8][8];
    int epochs = 8000;
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] order = Shuffle.order(5, epoch, 8);
      for (int i = 0; i < 8; i++) {
        counts[i][order[i]]++;
      }
    }
    double chiSquare = 0;
    double expected = epochs / 8.0;
    for (int[] row : counts) {
      for (int count : row) {
        chiSquare += (count - expected) * (count - expected) / expected;
      }
    }
    // 49 degrees of freedom: above 94 once in 10,000 fair shuffles, and the orders are fixed
    assertThat(chiSquare).isBetween(15.0, 94.0);
  }
}
