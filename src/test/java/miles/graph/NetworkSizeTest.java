package miles.graph;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import miles.config.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class NetworkSizeTest {

  @Test
  void theVariablesMustFitIntoTheMemory() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      tf.variable(Shape.of(1_000_000, 2_000), TFloat32.class);
      tf.variable(Shape.scalar(), TFloat32.class);

      assertThatCode(() -> new NetworkSize(8_000_000_004L).add(graph)).doesNotThrowAnyException();
      assertThatThrownBy(() -> new NetworkSize(8_000_000_003L).add(graph))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("a network of 8.00 GB");
    }
  }

  @Test
  void noNumberOfThemIsTooLargeToBeCounted() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      tf.variable(Shape.of(1L << 40, 1L << 22), TFloat32.class);
      tf.variable(Shape.of(1L << 40, 1L << 22), TFloat32.class);

      assertThatThrownBy(() -> new NetworkSize(Long.MAX_VALUE).add(graph))
          .isInstanceOf(InvalidValueException.class);
    }
  }
}
