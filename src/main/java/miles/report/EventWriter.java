package miles.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.SummaryMetadata;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * Writes one event file by TensorFlow's summary operations, which have a small graph and a session
 * of their own. Owns them, and the open file; {@link #close} closes all. For one thread.
 */
final class EventWriter implements AutoCloseable {

  private static final int QUEUE = 1_000;
  private static final int MILLISECONDS_TO_FLUSH = 120_000;

  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TInt64> step;
  private final Placeholder<TString> tag;
  private final Placeholder<TFloat32> number;
  private final Placeholder<TFloat32> numbers;
  private final Placeholder<TString> text;
  private final Placeholder<TString> metadata;
  private final Op writeScalar;
  private final Op writeHistogram;
  private final Op writeText;
  private final Op flush;
  private final Op closeFile;

  /**
   * Opens a new file.
   *
   * @param folder where it is made; made if it is absent
   */
  EventWriter(Path folder) {
    Ops tf = Ops.create(graph);
    step = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    tag = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    number = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    numbers = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
    text = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    metadata = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    Operand<? extends TType> writer = tf.summary.summaryWriter();
    Op create =
        tf.summary.createSummaryFileWriter(
            writer,
            tf.constant(folder.toAbsolutePath().toString()),
            tf.constant(QUEUE),
            tf.constant(MILLISECONDS_TO_FLUSH),
            tf.constant(".miles"));
    writeScalar = tf.summary.writeScalarSummary(writer, step, tag, number);
    writeHistogram = tf.summary.writeHistogramSummary(writer, step, tag, numbers);
    writeText = tf.summary.writeSummary(writer, step, text, tag, metadata);
    flush = tf.summary.flushSummaryWriter(writer);
    closeFile = tf.summary.closeSummaryWriter(writer);
    session = new Session(graph);
    session.runner().addTarget(create).run().close();
  }

  /** Writes a number. */
  void scalar(long epoch, String name, double value) {
    try (TFloat32 tensor = TFloat32.scalarOf((float) value)) {
      run(epoch, name, writeScalar, session.runner().feed(number, tensor));
    }
  }

  /** Writes the distribution of numbers. */
  void histogram(long epoch, String name, float[] values) {
    try (TFloat32 tensor =
        TFloat32.tensorOf(Shape.of(values.length), DataBuffers.of(values, true, false))) {
      run(epoch, name, writeHistogram, session.runner().feed(numbers, tensor));
    }
  }

  /** Writes a text, which TensorBoard reads as Markdown. */
  void text(long epoch, String name, String value) {
    byte[] plugin =
        SummaryMetadata.newBuilder()
            .setPluginData(SummaryMetadata.PluginData.newBuilder().setPluginName("text"))
            .build()
            .toByteArray();
    try (TString tensor = string(value.getBytes(StandardCharsets.UTF_8));
        TString described = string(plugin)) {
      run(epoch, name, writeText, session.runner().feed(text, tensor).feed(metadata, described));
    }
  }

  private static TString string(byte[] bytes) {
    return TString.tensorOfBytes(NdArrays.scalarOfObject(bytes));
  }

  private void run(long epoch, String name, Op write, Session.Runner runner) {
    try (TInt64 at = TInt64.scalarOf(epoch);
        TString named = TString.scalarOf(name)) {
      runner.feed(step, at).feed(tag, named).addTarget(write).run().close();
    }
  }

  /** Brings everything to the disk. */
  void flush() {
    session.runner().addTarget(flush).run().close();
  }

  @Override
  public void close() {
    session.runner().addTarget(closeFile).run().close();
    session.close();
    graph.close();
  }
}
