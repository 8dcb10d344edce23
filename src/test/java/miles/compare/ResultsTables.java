package miles.compare;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * The tables of {@code docs/results.md}, made from the {@code compare.csv} files that are kept in
 * {@code docs/results/}. A table's columns are texts {@code file=heading}; {@code
 * file+file=heading} puts the variants of one file below those of another. In a heading, {@code _}
 * is a space.
 *
 * @param folder the folder of the files
 */
record ResultsTables(Path folder) {

  private static final long RESAMPLING_SEED = 1;

  /** The share of five-seed differences that are bold where there is none: docs/compare.md. */
  private static final double MARKED_BY_CHANCE = 0.07;

  private static final String NONE = "–";

  /** At every seed: where a method had no occasion to act. */
  private static final String SAME = "same scores";

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

  /** The runs of one file, or of several: of every variant, by its label, the row of every seed. */
  private record Runs(Map<String, Map<Long, CSVRecord>> variants) {

    double[] values(String variant, String column) {
      return bySeed(variant, column).values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** NaN where a run diverged or lacks the column. */
    Map<Long, Double> bySeed(String variant, String column) {
      Map<Long, Double> values = new TreeMap<>();
      variants
          .getOrDefault(variant, Map.of())
          .forEach((seed, row) -> values.put(seed, number(row, column)));
      return values;
    }

    long diverged(String variant) {
      return variants.getOrDefault(variant, Map.of()).values().stream()
          .filter(row -> row.get("end").equals("diverged"))
          .count();
    }

    private static double number(CSVRecord row, String column) {
      String cell = row.isMapped(column) ? row.get(column) : "";
      return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }
  }

  private record Column(Runs runs, String heading) {}

  /** What a cell says of a variant in the runs of a column. */
  @FunctionalInterface
  private interface Cell {
    String of(Runs runs, String variant);
  }

  /** Mean ± standard deviation over the seeds. */
  String scores(String measure, List<String> columns) {
    return table("", columns(columns), (runs, variant) -> spread(runs, variant, measure));
  }

  /**
   * Mean paired difference to a baseline and its interval; below the table, how many are bold and
   * how many would be if no method differed. Rows that are the baseline's bit by bit are no tests.
   */
  String differences(String measure, String baseline, List<String> columns) {
    AtomicInteger tests = new AtomicInteger();
    AtomicInteger marked = new AtomicInteger();
    String table =
        table(
            "difference to `%s`".formatted(baseline),
            columns(columns),
            (runs, variant) -> {
              if (variant.equals(baseline)) {
                return NONE;
              }
              PairedDifference paired =
                  paired(runs.bySeed(variant, measure), runs.bySeed(baseline, measure));
              if (paired.count() > 0 && !isSame(paired)) {
                tests.incrementAndGet();
                marked.addAndGet(paired.isMarked() ? 1 : 0);
              }
              return difference(paired);
            });
    return "%s\n\nBold: %d of %d; by chance alone about %s would be."
        .formatted(
            table, marked.get(), tests.get(), format("%.1f", tests.get() * MARKED_BY_CHANCE));
  }

  /** Every score on the test split of one file. */
  String measures(String file) {
    Runs runs = read(file);
    Set<String> measures = new LinkedHashSet<>();
    runs.variants().values().stream()
        .flatMap(seeds -> seeds.values().stream())
        .forEach(row -> measures.addAll(row.toMap().keySet()));
    measures.removeIf(measure -> !measure.startsWith("test/"));
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of(""));
    measures.forEach(measure -> header.add(heading(measure)));
    rows.add(header);
    for (String variant : runs.variants().keySet()) {
      List<String> row = new ArrayList<>(List.of(code(variant)));
      measures.forEach(measure -> row.add(spread(runs, variant, measure)));
      rows.add(row);
    }
    return markdown(rows);
  }

  /** The time of a step as a multiple of a baseline's. */
  String costs(String baseline, List<String> columns) {
    return table(
        "seconds a step, `%s` = 1".formatted(baseline),
        columns(columns),
        (runs, variant) -> {
          Map<Long, Double> ours = runs.bySeed(variant, "seconds_per_step");
          Map<Long, Double> theirs = runs.bySeed(baseline, "seconds_per_step");
          double ratio =
              median(
                  ours.keySet().stream()
                      .filter(theirs::containsKey)
                      .mapToDouble(seed -> ours.get(seed) / theirs.get(seed))
                      .toArray());
          return Double.isFinite(ratio) ? format("%.2f", ratio) : NONE;
        });
  }

  /**
   * Over several files: the mean difference to each baseline, and in how many files it is marked as
   * better and as worse. Runs of one seed share initial values and the order of samples, so first
   * the files are averaged seed by seed; the interval is that of these means, for other seeds in
   * the same settings.
   */
  String pooled(String measure, List<String> baselines, List<String> files) {
    List<Column> columns = columns(files);
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of(""));
    for (String baseline : baselines) {
      header.add("difference to `%s`".formatted(baseline));
      header.add("better / worse, of %d".formatted(columns.size()));
    }
    rows.add(header);
    for (String variant : variants(columns)) {
      List<String> row = new ArrayList<>(List.of(code(variant)));
      for (String baseline : baselines) {
        row.addAll(
            variant.equals(baseline)
                ? List.of(NONE, NONE)
                : pooled(measure, variant, baseline, columns));
      }
      rows.add(row);
    }
    return markdown(rows);
  }

  private static List<String> pooled(
      String measure, String variant, String baseline, List<Column> columns) {
    Map<Long, List<Double>> ours = new TreeMap<>();
    Map<Long, List<Double>> theirs = new TreeMap<>();
    int better = 0;
    int worse = 0;
    for (Column column : columns) {
      Map<Long, Double> one = column.runs().bySeed(variant, measure);
      Map<Long, Double> other = column.runs().bySeed(baseline, measure);
      one.forEach((seed, score) -> ours.computeIfAbsent(seed, s -> new ArrayList<>()).add(score));
      other.forEach(
          (seed, score) -> theirs.computeIfAbsent(seed, s -> new ArrayList<>()).add(score));
      PairedDifference each = paired(one, other);
      better += each.isMarked() && each.mean() > 0 ? 1 : 0;
      worse += each.isMarked() && each.mean() < 0 ? 1 : 0;
    }
    boolean everywhere = ours.values().stream().allMatch(scores -> scores.size() == columns.size());
    PairedDifference all = paired(means(ours), means(theirs));
    return everywhere && all.count() > 0
        ? List.of(difference(all), "%d / %d".formatted(better, worse))
        : List.of(NONE, NONE);
  }

  /** A seed with a run that diverged has no mean. */
  private static Map<Long, Double> means(Map<Long, List<Double>> scores) {
    Map<Long, Double> means = new TreeMap<>();
    scores.forEach(
        (seed, values) ->
            means.put(
                seed,
                values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN)));
    return means;
  }

  private static PairedDifference paired(Map<Long, Double> ours, Map<Long, Double> theirs) {
    List<Long> seeds = ours.keySet().stream().filter(theirs::containsKey).toList();
    return PairedDifference.of(
        seeds.stream().mapToDouble(seed -> ours.getOrDefault(seed, Double.NaN)).toArray(),
        seeds.stream().mapToDouble(seed -> theirs.getOrDefault(seed, Double.NaN)).toArray(),
        RESAMPLING_SEED);
  }

  private static String table(String corner, List<Column> columns, Cell cell) {
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of(corner));
    columns.forEach(column -> header.add(column.heading()));
    rows.add(header);
    for (String variant : variants(columns)) {
      List<String> row = new ArrayList<>(List.of(code(variant)));
      columns.forEach(column -> row.add(cell.of(column.runs(), variant)));
      rows.add(row);
    }
    return markdown(rows);
  }

  private static Set<String> variants(List<Column> columns) {
    Set<String> variants = new LinkedHashSet<>();
    columns.forEach(column -> variants.addAll(column.runs().variants().keySet()));
    return variants;
  }

  private static String spread(Runs runs, String variant, String measure) {
    Spread spread = Spread.of(runs.values(variant, measure));
    if (spread.count() < 2) {
      return NONE;
    }
    long diverged = runs.diverged(variant);
    return format("%.4f", spread.mean())
        + " ± "
        + format("%.4f", spread.deviation())
        + (diverged > 0 ? " (%d diverged)".formatted(diverged) : "");
  }

  private static boolean isSame(PairedDifference paired) {
    return paired.count() == paired.ties();
  }

  /** A value that rounds to 0 has no sign. */
  private static String signed(double value) {
    return format("%+.4f", value).replaceFirst("^[+-](0\\.0000)$", "$1");
  }

  private static String difference(PairedDifference paired) {
    if (!Double.isFinite(paired.low())) {
      return NONE;
    }
    if (isSame(paired)) {
      return SAME;
    }
    String text =
        "%s [%s, %s]".formatted(signed(paired.mean()), signed(paired.low()), signed(paired.high()));
    return paired.isMarked() ? "**" + text + "**" : text;
  }

  private List<Column> columns(List<String> texts) {
    List<Column> columns = new ArrayList<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      String file = equals < 0 ? text : text.substring(0, equals);
      columns.add(new Column(read(file), text.substring(equals + 1).replace('_', ' ')));
    }
    return columns;
  }

  private Runs read(String files) {
    Map<String, Map<Long, CSVRecord>> variants = new LinkedHashMap<>();
    for (String file : files.split("\\+", -1)) {
      Path path = folder.resolve(file + ".csv");
      try (Reader reader = Files.newBufferedReader(path)) {
        for (CSVRecord row : FORMAT.parse(reader)) {
          String label = label(row, file);
          long seed = Long.parseLong(row.get("seed"));
          if (variants.computeIfAbsent(label, each -> new TreeMap<>()).put(seed, row) != null) {
            throw new IllegalStateException("%s: %s, seed %d, twice".formatted(files, label, seed));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (variants.values().stream().map(Map::keySet).distinct().count() != 1) {
      throw new IllegalStateException(files + ": not every variant has the same seeds");
    }
    return new Runs(variants);
  }

  /** Tuned parameters differ from file to file, so a tuned variant is its method. */
  private static String label(CSVRecord row, String file) {
    String parameters = file.endsWith("-tuned") ? "" : row.get("parameters");
    return (row.get("method") + " " + parameters).strip();
  }

  private static String heading(String measure) {
    return measure.equals("test/full")
        ? "fused"
        : measure.substring("test/".length()).replace('/', ' ');
  }

  private static String code(String variant) {
    return "`" + variant + "`";
  }

  private static double median(double[] values) {
    double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String markdown(List<List<String>> rows) {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      lines.add(row.stream().collect(Collectors.joining(" | ", "| ", " |")));
      if (lines.size() == 1) {
        lines.add("|" + "---|".repeat(row.size()));
      }
    }
    return String.join("\n", lines);
  }
}
