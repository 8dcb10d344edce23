package miles.train;

import java.io.IOException;
import java.io.Reader;
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

  private static final String RESTORE = "Restore it, or train anew with --overwrite.";
  private static final String RESTORE_OR_REMOVE =
      "Restore it; or remove it, and --resume goes on without its rows.";

  /** The rows of a file, and the names of their columns. */
  private record Table(List<String> columns, List<Map<String, Double>> rows) {}

  private final Path file;
  private final List<String> lines;
  private List<String> columns;

  private EpochLog(Path file, List<String> lines, List<String> columns) {
    this.file = file;
    this.lines = lines;
    this.columns = columns;
  }

  /**
   * Opens the log and drops the rows after an epoch.
   *
   * @param epoch the last epoch to keep; 0 for a new run
   * @throws RunFolderException if the file is damaged
   */
  static EpochLog open(Path file, int epoch) throws IOException {
    List<String> lines = new ArrayList<>();
    List<String> columns = List.of();
    if (epoch > 0 && Files.exists(file)) {
      columns = table(file, RESTORE_OR_REMOVE).columns();
      Files.readAllLines(file).stream().filter(line -> !isAfter(line, epoch)).forEach(lines::add);
    }
    if (epoch > 0 && lines.size() != epoch + 1) {
      log.warn("{} has lost rows of the {} epochs that are done; it goes on without.", file, epoch);
    }
    return new EpochLog(file, lines, columns);
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
    return table(file, RESTORE).rows();
  }

  /** The same, but a file that is not there has no rows. */
  public static List<Map<String, Double>> readIfThere(Path file) throws IOException {
    return Files.exists(file) ? read(file) : List.of();
  }

  private static Table table(Path file, String remedy) throws IOException {
    try (Reader reader = Files.newBufferedReader(file);
        CSVParser parser = parser(reader)) {
      List<Map<String, Double>> rows = new ArrayList<>();
      for (CSVRecord row : parser) {
        rows.add(numbers(parser.getCurrentLineNumber(), row));
      }
      return new Table(parser.getHeaderNames(), rows);
    } catch (Damage e) {
      throw damaged(file, String.valueOf(e.getMessage()), remedy);
    } catch (IOException | UncheckedIOException e) {
      IOException failure =
          e instanceof UncheckedIOException wrapped ? wrapped.getCause() : (IOException) e;
      if (failure instanceof CharacterCodingException || failure instanceof CSVException) {
        throw damaged(file, "it is no table of text", remedy);
      }
      throw failure;
    }
  }

  /** What is wrong with the file. */
  private static final class Damage extends Exception {

    private static final long serialVersionUID = 1L;

    Damage(String reason) {
      super(reason);
    }
  }

  private static CSVParser parser(Reader reader) throws IOException, Damage {
    try {
      return FORMAT.parse(reader);
    } catch (IllegalArgumentException e) {
      throw new Damage("its first line does not name every column");
    }
  }

  private static Map<String, Double> numbers(long line, CSVRecord row) throws Damage {
    if (!row.isConsistent()) {
      throw new Damage("line %d has more or fewer cells than the header".formatted(line));
    }
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (Map.Entry<String, String> cell : row.toMap().entrySet()) {
      try {
        numbers.put(cell.getKey(), Double.valueOf(cell.getValue()));
      } catch (NumberFormatException e) {
        throw new Damage(
            "line %d, column %s: \"%s\" is no number"
                .formatted(line, Shown.value(cell.getKey()), Shown.value(cell.getValue())));
      }
    }
    return numbers;
  }

  private static RunFolderException damaged(Path file, String reason, String remedy) {
    return new RunFolderException("%s is damaged: %s. %s".formatted(file, reason, remedy));
  }

  /** Returns the seconds of all epochs whose rows are there. */
  static double seconds(Path file) throws IOException {
    return readIfThere(file).stream()
        .mapToDouble(epoch -> epoch.getOrDefault("seconds", 0.0))
        .sum();
  }

  /**
   * Adds the row of the next epoch, under the columns of the rows before: a version that wrote
   * others is not contradicted.
   */
  void append(EpochRecord epoch) throws IOException {
    Map<String, String> row = row(epoch);
    List<String> names = List.copyOf(row.keySet());
    if (lines.isEmpty()) {
      lines.add(line(names));
      columns = names;
    }
    if (!columns.equals(names)) {
      log.warn(
          "{} has other columns than this version writes: those that it lacks are left out, and those that it has alone are NaN.",
          file);
    }
    lines.add(line(columns.stream().map(name -> row.getOrDefault(name, "NaN")).toList()));
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
