package miles.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import miles.config.Shown;
import miles.data.ManifestSchema.Source;

/** Turns the rows of one manifest into samples and collects what is wrong with each row. */
final class RowParser {

  private final ManifestHeader header;
  private final SourceFolder folder;
  private final Labels labels;
  private final Problems problems;

  RowParser(ManifestHeader header, Path manifest, Problems problems) {
    this.header = header;
    this.folder = new SourceFolder(manifest);
    this.labels = new Labels(header.schema());
    this.problems = problems;
  }

  /** Returns the row's sample, or nothing if the row has problems, which are collected. */
  Optional<Sample> parse(CsvRows.Row row) {
    int before = problems.size();
    if (row.values().size() != header.names().size()) {
      problems.addRow(
          row.line(),
          "%d cells, but the header has %d columns. Quote cells that contain commas or line breaks."
              .formatted(row.values().size(), header.names().size()));
      return Optional.empty();
    }
    checkText(row);
    if (problems.size() > before) {
      return Optional.empty();
    }
    String id = header.id().map(column -> row.values().get(column)).orElse("");
    if (id.isBlank()) {
      problems.addCell(row.line(), ManifestSchema.ID, "the cell is empty. Give a unique id.");
    }
    Optional<Split> split = split(row);
    String label = label(row);
    List<Cell> cells = cells(row);
    if (problems.size() > before) {
      return Optional.empty();
    }
    return Optional.of(new Sample(row.line(), id, split, label, cells));
  }

  /** Bytes of 0 are what files hold that are no text, and they end names of files early. */
  private void checkText(CsvRows.Row row) {
    for (int column = 0; column < row.values().size(); column++) {
      if (row.values().get(column).indexOf('\0') >= 0) {
        problems.addCell(
            row.line(), header.names().get(column), "the cell holds a NUL character. Remove it.");
      }
    }
  }

  private Optional<Split> split(CsvRows.Row row) {
    if (header.split().isEmpty()) {
      return Optional.empty();
    }
    String word = row.values().get(header.split().get());
    Optional<Split> split = Split.of(word);
    if (split.isEmpty()) {
      problems.addCell(
          row.line(),
          ManifestSchema.SPLIT,
          "\"%s\" is no split. Allowed: train, validation, test.".formatted(Shown.value(word)));
    }
    return split;
  }

  private String label(CsvRows.Row row) {
    if (header.label().isEmpty()) {
      return "";
    }
    String label = row.values().get(header.label().get());
    labels
        .problem(label)
        .ifPresent(problem -> problems.addCell(row.line(), header.schema().label(), problem));
    return label;
  }

  private List<Cell> cells(CsvRows.Row row) {
    int before = problems.size();
    List<Source> sources = header.schema().sources();
    List<Cell> cells = new ArrayList<>(sources.size());
    for (int m = 0; m < sources.size(); m++) {
      cells.add(cell(row, sources.get(m), header.columns().get(m)));
    }
    boolean none = cells.stream().allMatch(cell -> cell instanceof Cell.Absent);
    if (none && problems.size() == before) {
      problems.addRow(
          row.line(), "no modality is present. Fill at least one modality, or remove the row.");
    }
    return cells;
  }

  private Cell cell(CsvRows.Row row, Source source, List<Integer> columns) {
    if (columns.stream().allMatch(column -> isBlank(row.values().get(column)))) {
      return Cell.Absent.INSTANCE;
    }
    return switch (source.kind()) {
      case TEXT -> new Cell.Text(row.values().get(columns.get(0)));
      case IMAGE, AUDIO -> file(row, source, columns.get(0));
      case TABULAR -> numbers(row, columns);
    };
  }

  private Cell file(CsvRows.Row row, Source source, int column) {
    try {
      Path path = folder.resolve(row.values().get(column), source.modality());
      checkSize(row, source, path);
      return new Cell.File(path);
    } catch (SourceFolder.RefusedPathException e) {
      problems.addCell(row.line(), header.names().get(column), String.valueOf(e.getMessage()));
      return Cell.Absent.INSTANCE;
    }
  }

  /** A file that is too large is refused before all of it is read for its hash. */
  private void checkSize(CsvRows.Row row, Source source, Path path) {
    boolean image = source.kind() == Source.Kind.IMAGE;
    long most = image ? ImageExtractor.GREATEST_SIZE : WavFile.GREATEST_SIZE;
    long size = path.toFile().length();
    if (size > most) {
      FileExtractor.addProblem(
          problems,
          source,
          row.line(),
          path,
          "it has %d bytes, and %s of up to %d are read"
              .formatted(size, image ? "pictures" : "sounds", most));
    }
  }

  private Cell numbers(CsvRows.Row row, List<Integer> columns) {
    float[] numbers = new float[columns.size()];
    for (int i = 0; i < numbers.length; i++) {
      String text = row.values().get(columns.get(i));
      Optional<Float> number = isBlank(text) ? Optional.of(Float.NaN) : Labels.number(text);
      if (number.isEmpty()) {
        problems.addCell(
            row.line(),
            header.names().get(columns.get(i)),
            Labels.noNumber(text) + ", or leave the cell empty.");
      }
      numbers[i] = number.orElse(Float.NaN);
    }
    return new Cell.Numbers(numbers);
  }

  /** An empty cell, or one of white space alone, stands for something absent. */
  static boolean isBlank(String cell) {
    return cell.codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c));
  }
}
