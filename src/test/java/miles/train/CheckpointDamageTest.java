package miles.train;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** Whatever happens to a file of the newest checkpoint, the one before is used. */
class CheckpointDamageTest {

  private static Path folder = Path.of("");

  /** Two checkpoints, which every try gets a copy of. */
  @BeforeContainer
  static void writeTwoCheckpoints() throws IOException {
    folder = Files.createTempDirectory("damage");
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variable<TFloat32> weight = tf.variable(Shape.of(3), TFloat32.class);
      try (Session session = new Session(graph, false)) {
        session.run(tf.assign(weight, tf.constant(new float[] {1, 2, 3})));
        Checkpoints checkpoints = new Checkpoints(folder.resolve("whole"));
        for (int epoch = 1; epoch <= 2; epoch++) {
          ScoredEpoch scored = new ScoredEpoch(epoch, 0.5, Map.of("full", 0.5));
          Patience patience = new Patience(0.5, 0);
          checkpoints.save(
              session,
              new TrainingState(epoch, 9L * epoch, scored, scored, patience, Map.of(), null),
              3);
        }
      }
    }
  }

  @AfterContainer
  static void clear() throws IOException {
    DurableFiles.deleteTree(folder);
  }

  @Property(tries = 300)
  void anyByteThatIsAnother(
      @ForAll @IntRange(max = 3) int file,
      @ForAll @IntRange(max = 1 << 20) int place,
      @ForAll @IntRange(min = 1, max = 255) int change)
      throws IOException {
    damage(
        file,
        bytes -> {
          byte[] other = bytes.clone();
          other[place % other.length] ^= (byte) change;
          return other;
        });
  }

  @Property(tries = 100)
  void anyLengthThatIsLess(
      @ForAll @IntRange(max = 3) int file, @ForAll @IntRange(max = 1 << 20) int length)
      throws IOException {
    damage(file, bytes -> Arrays.copyOf(bytes, length % bytes.length));
  }

  @Example
  void theLastByteIsMissing() throws IOException {
    for (int file = 0; file < 4; file++) {
      damage(file, bytes -> Arrays.copyOf(bytes, bytes.length - 1));
    }
  }

  @Property(tries = 50)
  void anyBytesThatAreAdded(
      @ForAll @IntRange(max = 3) int file, @ForAll @IntRange(min = 1, max = 99) int more)
      throws IOException {
    damage(file, bytes -> Arrays.copyOf(bytes, bytes.length + more));
  }

  private interface Damage {
    byte[] to(byte[] bytes);
  }

  private static void damage(int number, Damage damage) throws IOException {
    Path copy = copy();
    Path newest = copy.resolve("epoch-0002");
    List<Path> files = DurableFiles.list(newest);
    assertThat(files).hasSize(4);
    Path file = files.get(number);
    Files.write(file, damage.to(Files.readAllBytes(file)));
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    told.start();
    Logger logger = (Logger) LoggerFactory.getLogger(Checkpoints.class);
    logger.addAppender(told);
    try {
      Checkpoint recovered = new Checkpoints(copy).recover().orElseThrow();
      assertThat(recovered.state().epoch()).isEqualTo(1);
      assertThat(told.list.get(0).getFormattedMessage())
          .contains(newest.toString(), "is damaged", "set aside as damaged-epoch-0002");
    } finally {
      logger.detachAppender(told);
      DurableFiles.deleteTree(copy);
    }
  }

  private static Path copy() throws IOException {
    Path from = folder.resolve("whole");
    Path copy = folder.resolve("copy");
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path each : walk.sorted().toList()) {
        Files.copy(each, copy.resolve(from.relativize(each)));
      }
    }
    return copy;
  }
}
