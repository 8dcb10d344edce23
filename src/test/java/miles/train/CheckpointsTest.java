package miles.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

class CheckpointsTest {

  @TempDir Path folder;
  private final Graph graph = new Graph();
  private Session session;
  private Placeholder<TFloat32> value;
  private Variable<TFloat32> weight;
  private Op assign;
  private Checkpoints checkpoints;

  @BeforeEach
  void buildOneVariable() {
    Ops tf = Ops.create(graph);
    value = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    weight = tf.withName("weight").variable(Shape.scalar(), TFloat32.class);
    assign = tf.assign(weight, value);
    session = new Session(graph, false);
    checkpoints = new Checkpoints(folder);
  }

  @AfterEach
  void close() {
    session.close();
    graph.close();
  }

  @Test
  void restoresVariablesAndState() throws IOException {
    TrainingState state = save(3, 3, 1.5f, 9);
    set(0f);
    Checkpoint found = checkpoints.recover().orElseThrow();
    found.restore(session);
    assertThat(weight()).isEqualTo(1.5f);
    assertThat(found.state()).isEqualTo(state);
    assertThat(found.folder()).isEqualTo(folder.resolve("epoch-0003"));
  }

  @Test
  void keepsTheNewestAndTheBest() throws IOException {
    for (int epoch = 1; epoch <= 6; epoch++) {
      save(epoch, Math.min(epoch, 2), epoch, 2);
    }
    assertThat(names()).containsExactly("best", "epoch-0002", "epoch-0005", "epoch-0006", "latest");
    assertThat(checkpoints.best().state().epoch()).isEqualTo(2);
    assertThat(checkpoints.latest().state().epoch()).isEqualTo(6);
  }

  @Test
  void whatAnInterruptedWriteOrDeletionLeftIsIgnoredAndCleared() throws IOException {
    save(1, 1, 1f, 3);
    Path partial = folder.resolve(".epoch-0002.partial");
    Files.createDirectory(partial);
    Files.writeString(partial.resolve("variables.index"), "half");
    Path step = Files.createDirectory(folder.resolve("epoch-0001-step-0004"));
    assertThat(checkpoints.recover().orElseThrow().state().epoch()).isEqualTo(1);
    assertThat(partial).doesNotExist();
    assertThat(step).doesNotExist();
    save(2, 2, 2f, 3);
    assertThat(checkpoints.latest().state().epoch()).isEqualTo(2);
  }

  @Test
  void everyDamagedFileIsDetectedAndTheCheckpointBeforeIsUsed() throws IOException {
    save(1, 1, 1f, 3);
    save(2, 2, 2f, 3);
    Path newest = folder.resolve("epoch-0002");
    List<Path> files = DurableFiles.list(newest);
    assertThat(files).hasSize(4);
    for (Path file : files) {
      byte[] original = Files.readAllBytes(file);
      byte[] damaged = original.clone();
      damaged[damaged.length / 2] ^= 1;
      Files.write(file, damaged);
      assertThat(checkpoints.recover().orElseThrow().state().epoch()).isEqualTo(1);
      Path aside = folder.resolve("damaged-epoch-0002");
      assertThat(aside).isDirectory();
      Files.move(aside, newest);
      Files.write(file, original);
    }
    assertThat(checkpoints.recover().orElseThrow().state().epoch()).isEqualTo(2);
  }

  @Test
  void aLostBestCheckpointIsReplacedByTheNewest() throws IOException {
    save(1, 1, 1f, 3);
    save(2, 1, 2f, 3);
    Files.delete(folder.resolve("epoch-0001/state.json"));
    TrainingState recovered = checkpoints.recover().orElseThrow().state();
    assertThat(recovered.epoch()).isEqualTo(2);
    assertThat(recovered.best()).isEqualTo(recovered.current());
    assertThat(folder.resolve("damaged-epoch-0001")).isDirectory();
    assertThat(checkpoints.best().state().epoch()).isEqualTo(2);
  }

  @Test
  void pointersThatACrashLeftBehindAreSetRight() throws IOException {
    save(1, 1, 1f, 3);
    save(2, 2, 2f, 3);
    Files.writeString(folder.resolve("latest"), "epoch-0001\n");
    Files.writeString(folder.resolve("best"), "epoch-0001\n");
    assertThat(checkpoints.recover()).isPresent();
    assertThat(checkpoints.latest().state().epoch()).isEqualTo(2);
    assertThat(checkpoints.best().state().epoch()).isEqualTo(2);
  }

  @Test
  void everyMissingOrCutFileIsDetected() throws IOException {
    save(1, 1, 1f, 3);
    for (Path file : DurableFiles.list(folder.resolve("epoch-0001"))) {
      byte[] original = Files.readAllBytes(file);
      Files.write(file, new byte[0]);
      assertThatThrownBy(checkpoints::best)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("epoch-0001 is damaged");
      Files.delete(file);
      assertThatThrownBy(checkpoints::best)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("epoch-0001 is damaged");
      Files.write(file, original);
    }
    assertThat(checkpoints.best().state().epoch()).isEqualTo(1);
  }

  @Test
  void checksumsThatLostALineAreDetected() throws IOException {
    save(1, 1, 1f, 3);
    Path sums = folder.resolve("epoch-0001/SHA256SUMS");
    List<String> lines = Files.readAllLines(sums);
    for (String line : lines) {
      Files.write(sums, lines.stream().filter(other -> !other.equals(line)).toList());
      assertThatThrownBy(checkpoints::best)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("SHA256SUMS has no line for " + line.substring(66));
    }
  }

  @Test
  void aStateOfAnotherVersionIsNotTakenForDamage() throws Exception {
    save(1, 1, 1f, 3);
    Path state = folder.resolve("epoch-0001/state.json");
    Path sums = folder.resolve("epoch-0001/SHA256SUMS");
    String before = Checkpoint.sha256(state);
    Files.writeString(state, "{\"epochs\": 1}");
    Files.writeString(sums, Files.readString(sums).replace(before, Checkpoint.sha256(state)));
    assertThatThrownBy(checkpoints::recover)
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("not of this version");
    assertThat(state).exists();
  }

  @Test
  void aCheckpointOfAnotherModelIsRefused() throws IOException {
    save(1, 1, 1f, 3);
    Checkpoint checkpoint = checkpoints.best();
    try (Graph other = new Graph()) {
      Ops.create(other).withName("bias").variable(Shape.scalar(), TFloat32.class);
      try (Session session = new Session(other, false)) {
        assertThatThrownBy(() -> checkpoint.restore(session))
            .isInstanceOf(CheckpointException.class)
            .hasMessageContaining("epoch-0001 does not fit the model")
            .hasMessageContaining("bias");
      }
    }
  }

  @Test
  void withoutACheckpointThereIsNothingToRecoverAndNoBest() throws IOException {
    Checkpoints none = new Checkpoints(folder.resolve("checkpoints"));
    assertThat(none.recover()).isEmpty();
    assertThatThrownBy(none::best)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("no checkpoint yet");
  }

  @Test
  void aPointerCannotLeadOutOfTheFolder() throws IOException {
    save(1, 1, 1f, 3);
    Files.writeString(folder.resolve("best"), "../elsewhere");
    assertThatThrownBy(checkpoints::best)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("../elsewhere");
  }

  @Test
  void stateSurvivesJsonWithEveryBit() {
    TrainingState state =
        new TrainingState(
            7,
            123_456_789_012L,
            new ScoredEpoch(7, Double.NaN, Map.of("full", Double.NaN)),
            new ScoredEpoch(3, 0.1 + 0.2, Map.of("full", 1.0 / 7, "head/image", Double.NaN)),
            new Patience(Double.NEGATIVE_INFINITY, 4),
            Map.of("factors", Map.of("image", 1.0 / 3), "history", List.of(0.1, 0.7)),
            null);
    assertThat(TrainingState.fromJson(state.toJson(), "state.json")).isEqualTo(state);
  }

  private TrainingState save(int epoch, int best, float newWeight, int keep) throws IOException {
    set(newWeight);
    TrainingState state =
        new TrainingState(
            epoch,
            10L * epoch,
            new ScoredEpoch(epoch, 0.5, Map.of("full", 0.5)),
            new ScoredEpoch(best, 0.75, Map.of("full", 0.75)),
            new Patience(0.75, epoch - best),
            Map.of("image", 0.5),
            null);
    checkpoints.save(session, state, keep);
    return state;
  }

  private void set(float newWeight) {
    try (TFloat32 tensor = TFloat32.scalarOf(newWeight);
        Result result = session.runner().feed(value, tensor).addTarget(assign).run()) {
      assertThat(result.size()).isZero();
    }
  }

  private float weight() {
    try (Result result = session.runner().fetch(weight).run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  private List<String> names() throws IOException {
    return DurableFiles.list(folder).stream().map(path -> path.getFileName().toString()).toList();
  }
}
