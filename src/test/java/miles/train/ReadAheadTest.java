package miles.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.config.RunConfig;
import miles.data.LoadedData;
import miles.data.Shuffle;
import miles.interop.ImportedEncoders;
import miles.optimize.TrainingStep;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;

/** Batches that are read ahead are those that are read when they are needed. */
class ReadAheadTest {

  private static final int CAPACITY = 10;

  @TempDir private Path folder;
  private RunConfig config;
  private LoadedData data;
  private int[] order;

  @BeforeEach
  void load() throws IOException {
    SyntheticData.complementary(folder, 2, 64, 0.2);
    config = TestRuns.config(folder, 2);
    data = TestRuns.load(config);
    order = Shuffle.order(3, 1, data.train().size());
  }

  private Learner open() {
    return Learner.open(config, data, ImportedEncoders.NONE, TrainingStep::of);
  }

  /** With more buffers than batches, too. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 20})
  void everyRowIsFedOnceInTheOrderAskedFor(int ahead) {
    try (Learner learner = open();
        ReadAhead batches = new ReadAhead(learner.graph(), data.train(), CAPACITY, ahead)) {
      // What is fed cannot be fetched, its copy can.
      Operand<TFloat32> presence = learner.graph().tf().identity(learner.graph().presence("b"));
      for (int epoch = 0; epoch < 2; epoch++) {
        List<Integer> rows = new ArrayList<>();
        List<Float> fed = new ArrayList<>();
        batches.forEach(
            order,
            slot -> {
              Arrays.stream(slot.batch().rows(), 0, slot.batch().size()).forEach(rows::add);
              return fed.addAll(values(learner, slot, presence));
            });
        assertThat(rows).containsExactlyElementsOf(Arrays.stream(order).boxed().toList());
        assertThat(fed)
            .containsExactlyElementsOf(
                rows.stream().map(row -> data.train().has(row, 1) ? 1f : 0f).toList())
            .contains(0f, 1f);
      }
    }
  }

  /** What the tensors hold, not the arrays that they were copied from. */
  private static List<Float> values(Learner learner, Slot slot, Operand<TFloat32> presence) {
    int size = slot.batch().size();
    List<Float> values = new ArrayList<>();
    try (Result result = slot.attach(learner.session().runner(), size).fetch(presence).run()) {
      ((TFloat32) result.get(0)).scalars().forEach(value -> values.add(value.getFloat()));
    }
    return values;
  }

  @Test
  void theVariablesAfterSomeStepsHaveTheSameBits() {
    assertThat(trained(2)).isEqualTo(trained(0));
  }

  private Map<String, String> trained(int ahead) {
    Map<String, String> values = new LinkedHashMap<>();
    try (Learner learner = open();
        ReadAhead batches = new ReadAhead(learner.graph(), data.train(), CAPACITY, ahead)) {
      Map<String, Double> weights = new LinkedHashMap<>();
      learner.graph().training().lossWeights().keySet().forEach(key -> weights.put(key, 1.0));
      learner.weigh(weights);
      Map<String, Double> rates = new LinkedHashMap<>();
      learner.graph().groups().forEach(group -> rates.put(group, 0.1));
      int[] done = {0};
      for (int epoch = 0; epoch < 3; epoch++) {
        batches.forEach(order, slot -> learner.step(slot, done[0]++, rates).finite());
      }
      learner
          .graph()
          .variables()
          .forEach(
              variable -> {
                try (Result result = learner.session().runner().fetch(variable.variable()).run()) {
                  float[] bits = new float[(int) result.get(0).shape().size()];
                  ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(bits);
                  values.put(variable.name(), Arrays.toString(bits));
                }
              });
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aStepThatFailsAndARowThatIsNotThereEndIt(int ahead) {
    try (Learner learner = open();
        ReadAhead batches = new ReadAhead(learner.graph(), data.train(), CAPACITY, ahead)) {
      assertThatThrownBy(
              () ->
                  batches.forEach(
                      order,
                      slot -> {
                        throw new IllegalStateException("the step");
                      }))
          .hasMessage("the step");
      int[] beyond = {0, 1, data.train().size()};
      assertThatThrownBy(() -> batches.forEach(beyond, slot -> true))
          .isInstanceOf(IndexOutOfBoundsException.class);
      List<Integer> sizes = new ArrayList<>();
      batches.forEach(order, slot -> sizes.add(slot.batch().size()));
      assertThat(sizes).as("it goes on afterwards").containsExactly(10, 10, 10, 10, 10, 10, 4);
    }
  }
}
