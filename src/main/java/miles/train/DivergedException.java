package miles.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A loss that is not a finite number; nothing of it was written to a checkpoint. */
public final class DivergedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  private final long step;
  private final transient List<String> ids;

  /**
   * @param what which loss it was, and its value
   * @param step the step, counted from 1 over the run
   * @param ids the samples of the step's batch
   * @param lastGood the newest checkpoint
   */
  DivergedException(String what, long step, List<String> ids, Optional<Path> lastGood) {
    super(
        ("%s at step %d; samples of that batch: %s. Last good checkpoint: %s."
                + " Train anew (--overwrite) with a lower optimizer.learning_rate or with optimizer.clip_norm, or look at these samples.")
            .formatted(
                what, step, String.join(", ", ids), lastGood.map(Path::toString).orElse("none")));
    this.step = step;
    this.ids = List.copyOf(ids);
  }

  /** Returns the step, counted from 1 over the run. */
  public long step() {
    return step;
  }

  /** Returns the samples of the step's batch. */
  public List<String> ids() {
    return ids;
  }
}
