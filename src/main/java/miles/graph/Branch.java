package miles.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import miles.config.EncoderConfig;
import miles.config.UnimodalConfig.Mask;
import miles.data.FeatureSpec;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * One modality from its input to its embedding, and what stands for the embedding where the
 * modality is absent or masked.
 *
 * @param spec the modality's name, shape and type
 * @param input the values: {@code [batch, …]}
 * @param presence 1 for samples that have the modality, else 0: {@code [batch]}
 * @param present whether samples have the modality: {@code [batch]}
 * @param embedding z: {@code [batch, width]}
 * @param mask the mask value: {@code [width]}
 */
record Branch(
    FeatureSpec spec,
    Operand<? extends TType> input,
    Operand<TFloat32> presence,
    Operand<TBool> present,
    Operand<TFloat32> embedding,
    Operand<TFloat32> mask) {

  /** Builds the modality's part of the graph, in the group {@code encoder/<modality>}. */
  static Branch build(Foundation foundation, FeatureSpec spec, EncoderConfig encoder, Mask kind) {
    Operand<? extends TType> input = input(foundation, spec);
    Operand<TFloat32> presence = presence(foundation, spec, input);
    Layers layers = Layers.of(foundation, FusionGraph.encoderGroup(spec.modality()));
    Ops tf = layers.tf();
    Operand<TBool> present = tf.withName("present").math.greater(presence, tf.constant(0.5f));
    ModalityInput seen = new ModalityInput(spec, zeroWhereAbsent(tf, input, present));
    Encoder built = Encoders.of(encoder, spec.modality(), foundation.imported());
    Operand<TFloat32> embedding =
        tf.withName("z")
            .identity(
                foundation.mode().isPresent()
                    ? ofThosePresent(layers, built, seen, presence, present)
                    : built.embed(layers, seen));
    Operand<TFloat32> mask =
        switch (kind) {
          case ZERO -> layers.tf().constant(new float[(int) Layers.width(embedding)]);
          case MEAN -> runningMean(layers, embedding, present);
        };
    return new Branch(spec, input, presence, present, embedding, mask);
  }

  /**
   * Embeds the samples that have the modality, and no others: batch normalisation then counts every
   * sample that it sees. For training, whose batches lack few; in inference nothing is counted.
   *
   * @return the embeddings; for samples that lack the modality 0, or whatever if all do
   */
  private static Operand<TFloat32> ofThosePresent(
      Layers layers,
      Encoder encoder,
      ModalityInput all,
      Operand<TFloat32> presence,
      Operand<TBool> present) {
    Ops tf = layers.tf();
    Operand<TInt64> rows = rows(tf, present);
    ModalityInput some =
        new ModalityInput(all.spec(), tf.gather(all.values(), rows, tf.constant(0)));
    // Not 1 where the first sample stands in for none.
    Layers counting = layers.counting(tf.gather(presence, rows, tf.constant(0)));
    return spread(tf, encoder.embed(counting, some), rows, present);
  }

  /** Returns the samples that have the modality, or the first one if none has: {@code [≥ 1]}. */
  private static Operand<TInt64> rows(Ops tf, Operand<TBool> present) {
    Operand<TInt64> having = tf.reshape(tf.where(present), tf.constant(new long[] {-1}));
    Operand<TInt64> first = tf.constant(new long[] {0});
    Operand<TInt64> count =
        tf.math.maximum(tf.shape(having, TInt64.class), tf.constant(new long[] {1}));
    return tf.slice(tf.concat(List.of(having, first), tf.constant(0)), first, count);
  }

  /** Returns the embeddings in their samples' rows, 0 in the others: {@code [batch, width]}. */
  private static Operand<TFloat32> spread(
      Ops tf, Operand<TFloat32> encoded, Operand<TInt64> rows, Operand<TBool> present) {
    long width = Layers.width(encoded);
    Operand<TInt64> shape =
        tf.concat(
            List.of(tf.shape(present, TInt64.class), tf.constant(new long[] {width})),
            tf.constant(0));
    Operand<TFloat32> all = tf.scatterNd(tf.expandDims(rows, tf.constant(1)), encoded, shape);
    return tf.reshape(all, tf.constant(new long[] {-1, width}));
  }

  /**
   * Returns the embedding, with the mask value for samples that lack the modality.
   *
   * <p>Selected, not multiplied: 0 · NaN would be NaN.
   */
  Operand<TFloat32> visible(Ops tf) {
    return tf.select(tf.expandDims(present, tf.constant(1)), embedding, mask);
  }

  /**
   * Returns the mask value for every sample: {@code [batch, width]}. No input of this modality is
   * needed for it.
   *
   * @param batch the number of samples, from another modality: {@code [1]}
   */
  Operand<TFloat32> hidden(Ops tf, Operand<TInt32> batch) {
    Operand<TInt32> width = tf.constant(new int[] {(int) Layers.width(embedding)});
    return tf.broadcastTo(mask, tf.concat(List.of(batch, width), tf.constant(0)));
  }

  private static Operand<TFloat32> runningMean(
      Layers layers, Operand<TFloat32> embedding, Operand<TBool> present) {
    RunningMean mean = RunningMean.create(layers, "mask", Layers.width(embedding), 0);
    layers.foundation().mode().ifPresent(mode -> observe(layers, mean, embedding, present));
    return mean.value();
  }

  private static void observe(
      Layers layers, RunningMean mean, Operand<TFloat32> embedding, Operand<TBool> present) {
    Ops tf = layers.tf();
    Operand<TFloat32> samples =
        tf.reduceSum(tf.dtypes.cast(present, TFloat32.class), tf.constant(0));
    Operand<TFloat32> counted =
        tf.select(tf.expandDims(present, tf.constant(1)), embedding, tf.constant(0f));
    Operand<TFloat32> sum = tf.reduceSum(counted, tf.constant(0));
    mean.observe(tf.math.div(sum, tf.math.maximum(samples, tf.constant(1f))), samples);
  }

  /** In an inference graph the values tell which samples lack the modality, unless it is fed. */
  private static Operand<TFloat32> presence(
      Foundation foundation, FeatureSpec spec, Operand<? extends TType> input) {
    Ops tf = foundation.scopes().at("presence");
    Shape shape = Shape.of(-1);
    if (foundation.mode().isPresent()) {
      return tf.withName(spec.modality()).placeholder(TFloat32.class, Placeholder.shape(shape));
    }
    Operand<TFloat32> given =
        tf.dtypes.cast(tf.math.logicalNot(missing(tf, spec, input)), TFloat32.class);
    return tf.withName(spec.modality()).placeholderWithDefault(given, shape);
  }

  /** Returns whether a sample's values are NaN throughout, or −1 for token ids: {@code [batch]}. */
  private static Operand<TBool> missing(Ops tf, FeatureSpec spec, Operand<? extends TType> input) {
    Operand<TBool> none =
        switch (spec.type()) {
          case FLOAT32 -> tf.math.isNan(input.asOutput().expect(TFloat32.class));
          case INT32 -> tf.math.equal(input.asOutput().expect(TInt32.class), tf.constant(-1));
        };
    int[] axes = IntStream.rangeClosed(1, spec.shape().size()).toArray();
    return tf.reduceAll(none, tf.constant(axes));
  }

  private static Operand<? extends TType> input(Foundation foundation, FeatureSpec spec) {
    Ops tf = foundation.scopes().at("input");
    Shape shape =
        Shape.of(
            Stream.concat(Stream.of(-1), spec.shape().stream()).mapToLong(size -> size).toArray());
    if (foundation.source().isPresent()) {
      Operand<? extends TType> values =
          foundation.source().get().values(foundation.scopes().at("raw"), spec);
      return tf.withName(spec.modality()).placeholderWithDefault(values, shape);
    }
    Class<? extends TType> type =
        switch (spec.type()) {
          case FLOAT32 -> TFloat32.class;
          case INT32 -> TInt32.class;
        };
    return tf.withName(spec.modality()).placeholder(type, Placeholder.shape(shape));
  }

  /** Keeps whatever was fed for absent samples, NaN too, out of the encoder and its gradients. */
  private static <T extends TType> Operand<T> zeroWhereAbsent(
      Ops tf, Operand<T> values, Operand<TBool> present) {
    long[] rows = new long[values.shape().numDimensions()];
    Arrays.fill(rows, 1);
    rows[0] = -1;
    Operand<T> zero = tf.dtypes.cast(tf.constant(0), values.type());
    return tf.select(tf.reshape(present, tf.constant(rows)), values, zero);
  }
}
