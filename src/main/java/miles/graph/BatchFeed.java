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
    write(batch);
    return attach(runner, batch.size(), withTargets);
  }

  /**
   * Copies a batch into the tensors of its size, which runners may be attached to already.
   *
   * @param batch at least one sample of the graph's modalities
   * @throws IllegalArgumentException if the batch is empty or of other modalities or outputs
   */
  public void write(Batch batch) {
    check(batch);
    tensors(batch.size()).write(batch);
  }

  /**
   * Feeds a run the tensors of a batch size, whatever is written to them before it is made.
   *
   * @param runner the run under preparation, which may be made many times
   * @param size samples of a batch
   * @param withTargets whether targets are fed; not for inference graphs
   * @return the runner
   * @throws IllegalStateException if targets are asked of an inference graph
   */
  public Session.Runner attach(Session.Runner runner, int size, boolean withTargets) {
    Tensors tensors = tensors(size);
    for (int m = 0; m < graph.features().size(); m++) {
      String modality = graph.features().get(m).modality();
      runner.feed(graph.input(modality), tensors.values.get(m));
      runner.feed(graph.presence(modality), tensors.presence.get(m));
    }
    if (withTargets) {
      runner.feed(graph.training().targets(), tensors.targets);
    }
    return runner;
  }

  private Tensors tensors(int size) {
    return bySize.computeIfAbsent(size, each -> new Tensors(graph, each));
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

  private static void write(TFloat32 tensor, float[] values) {
    tensor.asRawTensor().data().asFloats().write(values, 0, (int) tensor.size());
  }

  private static void write(TInt32 tensor, int[] values) {
    tensor.asRawTensor().data().asInts().write(values, 0, (int) tensor.size());
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

    void write(Batch batch) {
      for (int m = 0; m < values.size(); m++) {
        if (values.get(m) instanceof TFloat32 floats) {
          BatchFeed.write(floats, batch.floats(m));
        } else {
          BatchFeed.write((TInt32) values.get(m), batch.ints(m));
        }
        BatchFeed.write(presence.get(m), batch.presence(m));
      }
      BatchFeed.write(targets, batch.targets());
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
