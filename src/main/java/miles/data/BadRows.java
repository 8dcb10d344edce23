package miles.data;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What happens to rows of a manifest that cannot be used: cells that are wrong, files that are
 * missing or cannot be decoded, ids that occur twice, classes that do not occur in training.
 *
 * <p>What is wrong with a manifest as a whole, such as a missing column or an empty split, is
 * always refused.
 */
public sealed interface BadRows {

  /** One bad row refuses the manifest, with all bad rows in its message. */
  static BadRows refuse() {
    return new Refuse();
  }

  /**
   * Bad rows are left out.
   *
   * @param listener hears what was left out, if anything was, once for every manifest
   */
  static BadRows skip(Consumer<SkippedRows> listener) {
    return new Skip(listener);
  }

  /** Refuses the manifest. */
  record Refuse() implements BadRows {}

  /**
   * Leaves out the rows.
   *
   * @param listener hears of them
   */
  record Skip(Consumer<SkippedRows> listener) implements BadRows {}

  /**
   * Does some work on a manifest. If its bad rows are left out, the work starts again without the
   * rows that it names as bad, until it names none; the listener hears of all of them then.
   *
   * @throws DataException if rows are bad and not left out, or if anything else is wrong
   */
  default <T> T around(Manifest manifest, Function<Manifest, T> work) {
    if (!(this instanceof Skip skip)) {
      return work.apply(manifest);
    }
    Manifest left = manifest;
    while (true) {
      T result;
      try {
        result = work.apply(left);
      } catch (DataException e) {
        if (e.rowsAtFault().isEmpty()) {
          throw e;
        }
        left = left.without(e);
        continue;
      }
      if (left.skipped().count() > 0) {
        skip.listener().accept(left.skipped());
      }
      return result;
    }
  }
}
