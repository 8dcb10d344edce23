package miles.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import miles.train.DurableFiles;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** A model with a signature for every way to ask, whose answers tell the versions apart. */
public final class TestModel {

  private static final String PREDICT = "tensorflow/serving/predict";

  private final Ops tf;

  private TestModel(Ops tf) {
    this.tf = tf;
  }

  /** Writes a version whole, as a server that polls needs it. */
  public static Path publish(Path model, long version) throws IOException {
    Path target = model.resolve(Long.toString(version));
    write(DurableFiles.partial(target), version);
    DurableFiles.publish(target);
    return target;
  }

  private static void write(Path folder, long version) throws IOException {
    try (Graph graph = new Graph()) {
      TestModel model = new TestModel(Ops.create(graph));
      Variable<TFloat32> offset = model.tf.variable(Shape.scalar(), TFloat32.class);
      Operand<TFloat32> start = model.tf.assign(offset, model.tf.constant((float) version));
      Signature[] signatures =
          List.of(model.sum(offset), model.twice(), model.types(), model.text(), model.total())
              .toArray(Signature[]::new);
      try (Session session = new Session(graph)) {
        session.runner().addTarget(start).run().close();
        SavedModelBundle.exporter(folder.toString())
            .withTags("serve")
            .withSession(session)
            .withSignatures(signatures)
            .export();
      }
    }
  }

  /** sum = a + b + version, row by row. */
  private Signature sum(Operand<TFloat32> offset) {
    Operand<TFloat32> a = input(TFloat32.class, "a", -1, 2);
    Operand<TFloat32> b = input(TFloat32.class, "b", -1, 2);
    return signature("serving_default")
        .input("a", a)
        .input("b", b)
        .output("sum", tf.math.add(tf.math.add(a, b), tf.identity(offset)))
        .build();
  }

  /** One input, one output. */
  private Signature twice() {
    Operand<TFloat32> x = input(TFloat32.class, "x", -1, 2);
    return signature("twice").input("x", x).output("y", tf.math.add(x, x)).build();
  }

  /** An input of every type, given back as it came, and the floats as halves. */
  private Signature types() {
    Operand<TFloat64> doubles = input(TFloat64.class, "double", -1);
    Operand<TInt32> ints = input(TInt32.class, "int", -1);
    Operand<TInt64> longs = input(TInt64.class, "long", -1);
    Operand<TUint8> bytes = input(TUint8.class, "byte", -1);
    Operand<TBool> truths = input(TBool.class, "truth", -1);
    return signature("types")
        .input("double", doubles)
        .input("int", ints)
        .input("long", longs)
        .input("byte", bytes)
        .input("truth", truths)
        .output("double", tf.identity(doubles))
        .output("half", tf.dtypes.cast(doubles, TFloat16.class))
        .output("int", tf.identity(ints))
        .output("long", tf.identity(longs))
        .output("byte", tf.identity(bytes))
        .output("truth", tf.identity(truths))
        .build();
  }

  /** A string, given back as text and as bytes. */
  private Signature text() {
    Operand<TString> text = input(TString.class, "text", -1);
    return signature("text")
        .input("text", text)
        .output("same", tf.identity(text))
        .output("same_bytes", tf.identity(text))
        .build();
  }

  /** A single number of the whole batch; slow: a large product of matrices is a part of it. */
  private Signature total() {
    Operand<TFloat32> x = input(TFloat32.class, "z", -1);
    Operand<TFloat32> sum = tf.reduceSum(x, tf.constant(0));
    Operand<TFloat32> square = tf.fill(tf.constant(new int[] {500, 500}), sum);
    Operand<TFloat32> product = tf.linalg.matMul(square, square);
    Operand<TFloat32> zero =
        tf.math.mul(tf.reduceMax(product, tf.constant(new int[] {0, 1})), tf.constant(0f));
    return signature("total").input("z", x).output("total", tf.math.add(sum, zero)).build();
  }

  private <T extends TType> Operand<T> input(Class<T> type, String name, long... shape) {
    return tf.withName(name).placeholder(type, Placeholder.shape(Shape.of(shape)));
  }

  private static Signature.Builder signature(String key) {
    return Signature.builder(key).methodName(PREDICT);
  }
}
