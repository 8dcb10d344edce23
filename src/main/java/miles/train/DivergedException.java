package miles.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Training made numbers that are not finite; nothing of them was written to a checkpoint. */
public final class DivergedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  private final long step;
  private final transient List<String> ids;

  /**
   * @param what what is not finite
   * @param step the step after which it was seen, counted from 1 over the run
   * @param ids the samples to look at: of the step's batch, and of the one before, whose gradients
   *     may have done it; none if any batch of the epoch may have
   * @param lastGood the newest checkpoint
   */
  DivergedException(String what, long step, List<String> ids, Optional<Path> lastGood) {
    super(
        ("%s at step %d%s. Last good checkpoint: %s."
                + " Train anew (--overwrite) with a lower optimizer.learning_rate or with optimizer.clip_norm%s.")
            .formatted(
                what,
                step,
                ids.isEmpty()
                    ? ""
                    : "; samples of that batch and the one before: " + String.join(", ", ids),
                lastGood.map(Path::toString).orElse("none"),
                ids.isEmpty() ? "" : ", or look at these samples"));
    this.step = step;
    this.ids = List.copyOf(ids);
  }

  /** Returns the step, counted from 1 over the run. */
  public long step() {
    return step;
  }

  /** Returns the samples of the step's batch and of the one before it, or none. */
  public List<String> ids() {
    return ids;
  }
}
