package miles.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import miles.data.Batch;
import miles.data.FeatureSpec;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Feeds batches of plain arrays into a graph through tensors that are made once for each batch
 * size.
 *
 * <p>Owns those tensors: a run must be over before the next batch is fed, and closing this closes
 * them. For one thread.
 */
public final class BatchFeed implements AutoCloseable {

  private final FusionGraph graph;
  private final Map<Integer, Tensors> bySize = new HashMap<>();

  /**
   * @param graph the graph to feed; closed by its owner
   */
  public BatchFeed(FusionGraph graph) {
    this.graph = graph;
  }

  /**
   * Feeds every modality's values and presence, and the targets if wanted.
   *
   * @param runner the run under preparation
   * @param batch at least one sample of the graph's modalities
   * @param withTargets whether targets are fed; not for inference graphs
   * @return the runner
   * @throws IllegalArgumentException if the batch is empty or of other modalities or outputs
   * @throws IllegalStateException if targets are asked of an inference graph
   */
  public Session.Runner feed(Session.Runner runner, Batch batch, boolean withTargets) {
    check(batch);
    Tensors tensors = bySize.computeIfAbsent(batch.size(), size -> new Tensors(graph, size));
    for (int m = 0; m < graph.features().size(); m++) {
      String modality = graph.features().get(m).modality();
      runner.feed(graph.input(modality), tensors.value(batch, m));
      runner.feed(graph.presence(modality), write(tensors.presence.get(m), batch.presence(m)));
    }
    if (withTargets) {
      runner.feed(graph.training().targets(), write(tensors.targets, batch.targets()));
    }
    return runner;
  }

  @Override
  public void close() {
    bySize.values().forEach(Tensors::close);
    bySize.clear();
  }

  private void check(Batch batch) {
    if (batch.size() < 1) {
      throw new IllegalArgumentException("an empty batch cannot be fed");
    }
    if (!batch.features().equals(graph.features()) || batch.outputs() != graph.outputs()) {
      throw new IllegalArgumentException(
          "a batch of %s with %d outputs does not go with a graph of %s with %d outputs"
              .formatted(batch.features(), batch.outputs(), graph.features(), graph.outputs()));
    }
  }

  private static TFloat32 write(TFloat32 tensor, float[] values) {
    tensor.asRawTensor().data().asFloats().write(values, 0, (int) tensor.size());
    return tensor;
  }

  private static TInt32 write(TInt32 tensor, int[] values) {
    tensor.asRawTensor().data().asInts().write(values, 0, (int) tensor.size());
    return tensor;
  }

  /** The tensors of one batch size. */
  private static final class Tensors implements AutoCloseable {

    private final List<Tensor> values = new ArrayList<>();
    private final List<TFloat32> presence = new ArrayList<>();
    private final TFloat32 targets;

    Tensors(FusionGraph graph, int size) {
      for (FeatureSpec spec : graph.features()) {
        Shape shape = Shape.of(size).append(shape(spec));
        values.add(
            switch (spec.type()) {
              case FLOAT32 -> TFloat32.tensorOf(shape);
              case INT32 -> TInt32.tensorOf(shape);
            });
        presence.add(TFloat32.tensorOf(Shape.of(size)));
      }
      targets = TFloat32.tensorOf(Shape.of(size, graph.outputs()));
    }

    Tensor value(Batch batch, int modality) {
      return values.get(modality) instanceof TFloat32 floats
          ? write(floats, batch.floats(modality))
          : write((TInt32) values.get(modality), batch.ints(modality));
    }

    @Override
    public void close() {
      values.forEach(Tensor::close);
      presence.forEach(Tensor::close);
      targets.close();
    }

    private static Shape shape(FeatureSpec spec) {
      return Shape.of(spec.shape().stream().mapToLong(size -> size).toArray());
    }
  }
}
