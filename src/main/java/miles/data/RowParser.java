package miles.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
          "\"%s\" is no split. Allowed: train, validation, test.".formatted(word));
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
      cells.add(cell(row, sources.get(m), header.columns(m)));
    }
    boolean none = cells.stream().allMatch(cell -> cell instanceof Cell.Absent);
    if (none && problems.size() == before) {
      problems.addRow(
          row.line(), "no modality is present. Fill at least one modality, or remove the row.");
    }
    return cells;
  }

  private Cell cell(CsvRows.Row row, Source source, int[] columns) {
    if (Arrays.stream(columns).allMatch(column -> isBlank(row.values().get(column)))) {
      return Cell.Absent.INSTANCE;
    }
    return switch (source.kind()) {
      case TEXT -> new Cell.Text(row.values().get(columns[0]));
      case IMAGE, AUDIO -> file(row, source, columns[0]);
      case TABULAR -> numbers(row, columns);
    };
  }

  private Cell file(CsvRows.Row row, Source source, int column) {
    try {
      return new Cell.File(folder.resolve(row.values().get(column), source.modality()));
    } catch (SourceFolder.RefusedPathException e) {
      problems.addCell(row.line(), header.names().get(column), String.valueOf(e.getMessage()));
      return Cell.Absent.INSTANCE;
    }
  }

  private Cell numbers(CsvRows.Row row, int[] columns) {
    float[] numbers = new float[columns.length];
    for (int i = 0; i < columns.length; i++) {
      String text = row.values().get(columns[i]);
      Optional<Float> number = isBlank(text) ? Optional.of(Float.NaN) : Labels.number(text);
      if (number.isEmpty()) {
        problems.addCell(
            row.line(),
            header.names().get(columns[i]),
            "\"%s\" is no number. Write a finite decimal number, or leave the cell empty."
                .formatted(text));
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
