package miles.compare;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import miles.train.DurableFiles;
import org.apache.commons.csv.CSVFormat;

/**
 * {@code compare.csv} and {@code tuning.csv}: one row a finished run.
 *
 * <p>Columns: {@code method}, {@code parameters}, {@code seed}, {@code end}, {@code best_epoch},
 * {@code epochs}, {@code validation}, {@code test/<score>} for every score of {@link
 * RunScore#test}, {@code seconds}, {@code seconds_per_step}, {@code run}. A number that is
 * undefined is an empty cell. The file is replaced as a whole, so that no reader and no crash meets
 * half a row.
 *
 * @param file the file
 * @param runs the runs, in the order of the rows
 */
record RunTable(Path file, List<PlannedRun> runs) {

  private static final CSVFormat FORMAT = CSVFormat.RFC4180;

  /**
   * Writes the rows of the runs that are finished.
   *
   * @param scores the scores in the order of the runs
   */
  void write(List<Optional<RunScore>> scores) throws IOException {
    Set<String> measures = new LinkedHashSet<>();
    // The order of a run that has every score; a unimodal run has but some.
    scores.stream()
        .flatMap(Optional::stream)
        .map(score -> score.test().keySet())
        .sorted((a, b) -> Integer.compare(b.size(), a.size()))
        .forEach(measures::addAll);
    List<String> lines = new ArrayList<>();
    List<String> header =
        new ArrayList<>(
            List.of("method", "parameters", "seed", "end", "best_epoch", "epochs", "validation"));
    measures.forEach(measure -> header.add("test/" + measure));
    header.addAll(List.of("seconds", "seconds_per_step", "run"));
    lines.add(FORMAT.format(header.toArray()));
    for (int i = 0; i < runs.size(); i++) {
      PlannedRun run = runs.get(i);
      scores.get(i).ifPresent(score -> lines.add(row(run, score, measures)));
    }
    DurableFiles.write(file, lines.stream().collect(Collectors.joining("\r\n", "", "\r\n")));
  }

  /** Returns a run's folder as seen from the table's. */
  private String folder(PlannedRun run) {
    Path from = file.toAbsolutePath().getParent();
    Path folder = run.folder().toAbsolutePath();
    Path seen = from == null ? folder : from.relativize(folder);
    return seen.toString().replace(File.separatorChar, '/');
  }

  private String row(PlannedRun run, RunScore score, Set<String> measures) {
    List<Object> cells = new ArrayList<>();
    cells.add(run.variant().method().value());
    cells.add(run.variant().parametersText());
    cells.add(run.seed());
    cells.add(score.end().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    cells.add(score.bestEpoch());
    cells.add(score.epochs());
    cells.add(number(score.validation()));
    measures.forEach(measure -> cells.add(number(score.test().getOrDefault(measure, Double.NaN))));
    cells.add(String.format(Locale.ROOT, "%.3f", score.seconds()));
    cells.add(number(score.secondsPerStep()));
    cells.add(folder(run));
    return FORMAT.format(cells.toArray());
  }

  private static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "";
  }
}
