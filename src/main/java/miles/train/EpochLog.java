package miles.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import miles.config.Shown;
import miles.evaluate.ModalityScores;
import miles.evaluate.UtilizationRates;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code epochs.csv}: one row an epoch.
 *
 * <p>Columns: {@code epoch}, {@code step}; {@code train_loss} and {@code validation_loss}, each
 * with its parts {@code …/fusion} and {@code …/head/<m>}; {@code score/<prediction>} of the
 * validation split for {@code full}, {@code head/<m>}, {@code only/<m>}, {@code without/<m>}, and
 * {@code train_score/…} where the training split is scored; {@code utilization/heads/<m>} and
 * {@code utilization/masked/<m>} of the scores that the balancing method sees; {@code
 * learning_rate/<group>} at the epoch's last step; {@code seconds}. Undefined numbers are {@code
 * NaN}.
 *
 * <p>The file is replaced as a whole with every row, so that no reader and no crash meets half a
 * row; a thousand epochs are a megabyte.
 */
public final class EpochLog {

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

  private static final Logger log = LoggerFactory.getLogger(EpochLog.class);

  private final Path file;
  private final List<String> lines;

  private EpochLog(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /**
   * Opens the log and drops the rows after an epoch.
   *
   * @param epoch the last epoch to keep; 0 for a new run
   * @throws RunFolderException if the file is damaged
   */
  static EpochLog open(Path file, int epoch) throws IOException {
    List<String> lines = new ArrayList<>();
    if (epoch > 0 && Files.exists(file)) {
      read(file); // so that damage is told before anything is trained
      Files.readAllLines(file).stream().filter(line -> !isAfter(line, epoch)).forEach(lines::add);
    }
    if (epoch > 0 && lines.size() != epoch + 1) {
      log.warn("{} has lost rows of the {} epochs that are done; it goes on without.", file, epoch);
    }
    return new EpochLog(file, lines);
  }

  /** Returns whether a line is the row of a later epoch; the header is not. */
  private static boolean isAfter(String line, int epoch) {
    String first = line.substring(0, Math.max(line.indexOf(','), 0));
    return first.matches("\\d{1,9}") && Integer.parseInt(first) > epoch;
  }

  /**
   * Returns every row by column, in the order of the epochs.
   *
   * @throws RunFolderException if it is damaged: not every cell is a number, or it is no text
   */
  public static List<Map<String, Double>> read(Path file) throws IOException {
    List<Map<String, Double>> rows = new ArrayList<>();
    try (CSVParser parser = FORMAT.parse(Files.newBufferedReader(file))) {
      for (CSVRecord row : parser) {
        rows.add(numbers(file, parser.getCurrentLineNumber(), row));
      }
    } catch (CharacterCodingException | CSVException e) {
      throw damaged(file, "it is no table of text");
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException
          || e.getCause() instanceof CSVException) {
        throw damaged(file, "it is no table of text");
      }
      throw e.getCause();
    }
    return rows;
  }

  /** The same, but a file that is not there has no rows. */
  public static List<Map<String, Double>> readIfThere(Path file) throws IOException {
    return Files.exists(file) ? read(file) : List.of();
  }

  private static Map<String, Double> numbers(Path file, long line, CSVRecord row) {
    if (!row.isConsistent()) {
      throw damaged(file, "line %d has more or fewer cells than the header".formatted(line));
    }
    Map<String, Double> numbers = new LinkedHashMap<>();
    row.toMap()
        .forEach(
            (column, text) -> {
              try {
                numbers.put(column, Double.valueOf(text));
              } catch (NumberFormatException e) {
                throw damaged(
                    file,
                    "line %d, column %s: \"%s\" is no number"
                        .formatted(line, Shown.value(column), Shown.value(text)));
              }
            });
    return numbers;
  }

  private static RunFolderException damaged(Path file, String reason) {
    return new RunFolderException(
        "%s is damaged: %s. Restore it; or remove it, and --resume goes on without its rows."
            .formatted(file, reason));
  }

  /** Returns the seconds of all epochs whose rows are there. */
  static double seconds(Path file) throws IOException {
    return readIfThere(file).stream()
        .mapToDouble(epoch -> epoch.getOrDefault("seconds", 0.0))
        .sum();
  }

  /**
   * Adds the row of the next epoch.
   *
   * @throws RunFolderException if the rows before have other columns
   */
  void append(EpochRecord epoch) throws IOException {
    Map<String, String> row = row(epoch);
    String header = line(row.keySet());
    if (lines.isEmpty()) {
      lines.add(header);
    } else if (!lines.get(0).equals(header)) {
      throw damaged(file, "its columns are not those of this run");
    }
    lines.add(line(row.values()));
    DurableFiles.write(file, lines.stream().collect(Collectors.joining("\r\n", "", "\r\n")));
  }

  /** Returns an epoch's row by column. */
  public static Map<String, Double> numbers(EpochRecord epoch) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    row(epoch).forEach((column, text) -> numbers.put(column, Double.valueOf(text)));
    return numbers;
  }

  private static Map<String, String> row(EpochRecord epoch) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("epoch", Integer.toString(epoch.epoch()));
    row.put("step", Long.toString(epoch.step()));
    putLosses(row, "train_loss", epoch.trainingLosses());
    putLosses(row, "validation_loss", epoch.validationLosses());
    put(row, "score/", epoch.scores().named());
    epoch.trainingScores().ifPresent(scores -> put(row, "train_score/", scores.named()));
    putUtilization(row, epoch);
    put(row, "learning_rate/", epoch.learningRates());
    row.put("seconds", String.format(Locale.ROOT, "%.3f", epoch.seconds()));
    return row;
  }

  private static void putLosses(Map<String, String> row, String name, Losses losses) {
    row.put(name, Double.toString(losses.total()));
    losses
        .parts()
        .forEach(
            (key, loss) ->
                row.put(
                    name + (key.equals("fusion") ? "/fusion" : "/head/" + key),
                    Double.toString(loss)));
  }

  private static void putUtilization(Map<String, String> row, EpochRecord epoch) {
    ModalityScores scores = epoch.trainingScores().orElse(epoch.scores());
    if (!scores.heads().isEmpty()) {
      put(
          row,
          "utilization/heads/",
          UtilizationRates.fromUnimodal(scores.fused(), scores.heads()).rates());
    }
    put(
        row,
        "utilization/masked/",
        UtilizationRates.fromWithout(scores.fused(), scores.without()).rates());
  }

  private static void put(Map<String, String> row, String prefix, Map<String, Double> values) {
    values.forEach((name, value) -> row.put(prefix + name, Double.toString(value)));
  }

  private static String line(Collection<String> cells) {
    return FORMAT.format(cells.toArray());
  }
}
