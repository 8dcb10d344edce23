package miles.data;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is in a data set: for a look before training.
 *
 * <p>Start at {@link #of}. Every file is read and decoded once, so a data set that has a summary
 * can be trained on.
 *
 * @param rows rows of each split
 * @param classes each class's rows in each split, in the order of the names; empty for regression
 * @param targets for regression, the targets of each split that has rows; otherwise empty
 * @param modalities the modalities in order
 * @param warnings what is allowed but likely a mistake, one sentence each
 */
public record DataSummary(
    Map<Split, Integer> rows,
    Map<String, Map<Split, Integer>> classes,
    Map<Split, Range> targets,
    List<Modality> modalities,
    List<String> warnings) {

  /**
   * The spread of some values.
   *
   * @param least the smallest value
   * @param median the middle value, or the mean of the two in the middle
   * @param greatest the largest value
   */
  public record Range(double least, double median, double greatest) {

    /**
     * @param values at least one, in any order
     */
    static Range of(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int last = sorted.length - 1;
      return new Range(sorted[0], (sorted[last / 2] + sorted[sorted.length / 2]) / 2, sorted[last]);
    }
  }

  /**
   * One modality.
   *
   * @param name the modality's name
   * @param present rows of each split that have it
   * @param content what the rows hold that have it
   */
  public record Modality(String name, Map<Split, Integer> present, Content content) {
    public Modality {
      present = immutable(present);
    }
  }

  /** What a modality's rows hold, by its kind. */
  public sealed interface Content {}

  /**
   * Pictures.
   *
   * @param sizes number of pictures of each size, such as {@code 28x28} (width x height), the most
   *     frequent first
   * @param modes number of pictures of each mode, such as {@code grey} or {@code RGB with alpha}
   */
  public record Pictures(Map<String, Integer> sizes, Map<String, Integer> modes)
      implements Content {}

  /**
   * Sounds.
   *
   * @param rates number of sounds of each sample rate in Hz, the most frequent first
   * @param seconds their lengths
   */
  public record Sounds(Map<Integer, Integer> rates, Range seconds) implements Content {}

  /**
   * Texts.
   *
   * @param characters their lengths in Unicode characters
   * @param words their lengths in words between white space
   */
  public record Texts(Range characters, Range words) implements Content {}

  /**
   * Numbers.
   *
   * @param columns the columns in order
   */
  public record Numbers(List<Column> columns) implements Content {}

  /**
   * One column of numbers.
   *
   * @param name the column's name
   * @param missing rows that have the modality but not this number
   * @param values the others; empty if all are missing
   */
  public record Column(String name, int missing, Optional<Range> values) {}

  public DataSummary {
    rows = immutable(rows);
    classes = Collections.unmodifiableMap(classes);
    targets = Collections.unmodifiableMap(targets);
    modalities = List.copyOf(modalities);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads every file of a manifest and sums it up.
   *
   * @param manifest a manifest read for training
   * @param progress hears how far reading is
   * @param badRows what happens to rows whose files cannot be decoded
   * @throws DataException with every file that cannot be decoded
   */
  public static DataSummary of(Manifest manifest, LoadOptions.Progress progress, BadRows badRows) {
    return badRows.around(manifest, each -> new DataSurvey(each, progress).summary());
  }

  /**
   * Reads every file of a manifest and sums it up.
   *
   * @throws DataException with every file that cannot be decoded
   */
  public static DataSummary of(Manifest manifest, LoadOptions.Progress progress) {
    return of(manifest, progress, BadRows.refuse());
  }

  private static Map<Split, Integer> immutable(Map<Split, Integer> counts) {
    Map<Split, Integer> all = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      all.put(split, counts.getOrDefault(split, 0));
    }
    return Collections.unmodifiableMap(all);
  }
}
