package miles.data.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import miles.data.Split;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HoldoutTest {

  @Property(tries = 200)
  void aGroupGoesOneWayAndEveryLabelOfTwoGroupsGoesBothWays(
      @ForAll @Size(min = 1, max = 200) List<@IntRange(max = 60) Integer> groupOfRow) {
    List<String> labels = groupOfRow.stream().map(group -> "c" + group % 4).toList();
    long[] groups = groupOfRow.stream().mapToLong(Integer::longValue).toArray();

    boolean[] drawn = Holdout.draw(labels, groups, 0.1);

    Map<Integer, Boolean> way = new HashMap<>();
    for (int row = 0; row < drawn.length; row++) {
      assertThat(way.putIfAbsent(groupOfRow.get(row), drawn[row])).isIn(null, drawn[row]);
    }
    for (int label = 0; label < 4; label++) {
      int remainder = label;
      List<Boolean> ways =
          way.keySet().stream().filter(group -> group % 4 == remainder).map(way::get).toList();
      if (ways.size() > 1) {
        assertThat(ways).contains(true, false);
      } else {
        assertThat(ways).doesNotContain(true);
      }
    }
  }

  @Test
  void theShareOfEveryLabelIsDrawn() {
    List<String> labels = IntStream.range(0, 4000).mapToObj(row -> "c" + row % 4).toList();
    long[] pairs = IntStream.range(0, 4000).mapToLong(row -> row % 2000).toArray();

    boolean[] drawn = Holdout.draw(labels, pairs, 0.1);

    for (int label = 0; label < 4; label++) {
      int remainder = label;
      assertThat(IntStream.range(0, 4000).filter(row -> row % 4 == remainder && drawn[row]))
          .hasSize(100);
    }
    assertThat(drawn).isEqualTo(Holdout.draw(labels, pairs, 0.1));
    assertThat(IntStream.range(0, 400).filter(row -> drawn[row]).count())
        .as("drawn from everywhere, not from the start")
        .isBetween(15L, 75L);
  }

  @Test
  void namesAreSplitOneTenthTwoTenthsWhateverTheirOrder() {
    List<String> names = new ArrayList<>();
    IntStream.rangeClosed(1001, 1091).forEach(actor -> names.add(Integer.toString(actor)));
    Map<String, Split> splits = Holdout.byName(names);

    assertThat(splits).hasSize(91);
    assertThat(Collections.frequency(splits.values(), Split.VALIDATION)).isEqualTo(9);
    assertThat(Collections.frequency(splits.values(), Split.TEST)).isEqualTo(18);
    Collections.reverse(names);
    assertThat(Holdout.byName(names)).isEqualTo(splits);
    assertThat(Holdout.byName(List.of("a", "b", "c")).values())
        .containsExactlyInAnyOrder(Split.TRAIN, Split.VALIDATION, Split.TEST);
  }
}
