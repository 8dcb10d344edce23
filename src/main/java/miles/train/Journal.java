package miles.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Session;

/** Keeps and tells of every epoch: first its row, then its checkpoint, then the listeners. */
final class Journal {

  private final EpochLog log;
  private final Checkpoints checkpoints;
  private final int keep;
  private final List<TrainingListener> listeners;
  private @Nullable Checkpoint last;

  /**
   * @param keep how many of the newest checkpoints are kept beside the best
   * @param last the checkpoint that is resumed
   */
  Journal(
      EpochLog log,
      Checkpoints checkpoints,
      int keep,
      List<TrainingListener> listeners,
      Optional<Checkpoint> last) {
    this.log = log;
    this.checkpoints = checkpoints;
    this.keep = keep;
    this.listeners = List.copyOf(listeners);
    this.last = last.orElse(null);
  }

  /** Tells of a step. */
  void step(StepRecord step) {
    listeners.forEach(listener -> listener.stepEnded(step));
  }

  /**
   * Keeps an epoch. The row goes first: one whose checkpoint is missing is dropped by a resume,
   * while a checkpoint without its row would leave a gap.
   */
  void write(EpochRecord epoch, TrainingState after, Session session) throws IOException {
    log.append(epoch);
    last = checkpoints.save(session, after, keep);
    listeners.forEach(listener -> listener.epochEnded(epoch));
  }

  /** Keeps how far an epoch is, when the training stops within it. */
  void stop(TrainingState underway, Session session) throws IOException {
    last = checkpoints.save(session, underway, keep);
  }

  /** Returns whether a listener asks for the norms of embeddings. */
  boolean wantsEmbeddingNorms() {
    return listeners.stream().anyMatch(TrainingListener::wantsEmbeddingNorms);
  }

  /** Tells of an epoch's embeddings those who asked. */
  void embeddingNorms(int epoch, Map<String, float[]> norms) {
    listeners.stream()
        .filter(TrainingListener::wantsEmbeddingNorms)
        .forEach(listener -> listener.embeddingNorms(epoch, norms));
  }

  /** Returns the folder of the newest checkpoint. */
  Optional<Path> lastCheckpoint() {
    return Optional.ofNullable(last).map(Checkpoint::folder);
  }
}
