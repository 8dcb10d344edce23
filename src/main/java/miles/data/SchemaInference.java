package miles.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import miles.config.Shown;
import miles.config.TaskConfig;
import miles.data.ManifestSchema.Source;

/** Guesses from a manifest's cells which modalities it has. */
final class SchemaInference {

  /** What the cells of one column have in common so far. */
  private static final class Column {
    private final String name;
    private int filled;
    private int pictures;
    private int sounds;
    private int numbers;

    Column(String name) {
      this.name = name;
    }

    void add(String cell) {
      if (RowParser.isBlank(cell)) {
        return;
      }
      filled++;
      String lower = cell.toLowerCase(Locale.ROOT);
      pictures += lower.matches(".*\\.(png|jpe?g)") ? 1 : 0;
      sounds += lower.endsWith(".wav") ? 1 : 0;
      numbers += Labels.number(cell).isPresent() ? 1 : 0;
    }

    /** What most cells look like; the others are then reported as wrong. */
    Source.Kind kind() {
      if (2 * pictures > filled) {
        return Source.Kind.IMAGE;
      }
      if (2 * sounds > filled) {
        return Source.Kind.AUDIO;
      }
      return 2 * numbers > filled ? Source.Kind.TABULAR : Source.Kind.TEXT;
    }
  }

  private SchemaInference() {}

  static ManifestSchema infer(Path manifest, TaskConfig.Kind task, String label) {
    Map<String, List<Column>> modalities = new LinkedHashMap<>();
    List<Column> all = columns(manifest, label);
    Set<String> others =
        all.stream()
            .filter(column -> column.kind() != Source.Kind.TABULAR)
            .map(column -> column.name)
            .collect(Collectors.toSet());
    for (Column column : all) {
      modalities.computeIfAbsent(modality(column, others), name -> new ArrayList<>()).add(column);
    }
    List<Source> sources = new ArrayList<>();
    modalities.forEach(
        (modality, columns) ->
            sources.add(
                new Source(
                    modality,
                    columns.get(0).kind(),
                    columns.stream().map(column -> column.name).toList())));
    if (sources.isEmpty()) {
      throw new DataException(
          "%s has no column of a modality beside id, split and %s."
              .formatted(manifest.getFileName(), label));
    }
    return new ManifestSchema(task, label, List.of(), sources);
  }

  /** A column {@code <modality>.<name>} of numbers belongs to that modality. */
  private static String modality(Column column, Set<String> others) {
    int dot = column.name.indexOf('.');
    String prefix = dot > 0 ? column.name.substring(0, dot) : column.name;
    return others.contains(column.name) || others.contains(prefix) ? column.name : prefix;
  }

  private static List<Column> columns(Path manifest, String label) {
    List<Column> columns = new ArrayList<>();
    try (CsvRows rows = new CsvRows(manifest)) {
      List<String> names = rows.next().map(CsvRows.Row::values).orElse(List.of());
      checkNames(manifest, names);
      names.forEach(name -> columns.add(new Column(name)));
      for (Optional<CsvRows.Row> row = rows.next(); row.isPresent(); row = rows.next()) {
        List<String> cells = row.get().values();
        for (int i = 0; i < Math.min(cells.size(), columns.size()); i++) {
          columns.get(i).add(cells.get(i));
        }
      }
    }
    List<String> others = List.of(ManifestSchema.ID, ManifestSchema.SPLIT, label);
    columns.removeIf(column -> others.contains(column.name));
    return columns;
  }

  private static void checkNames(Path manifest, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name.isBlank()) {
        throw new DataException(
            "%s: column %d has no name. Name it, or remove it."
                .formatted(manifest.getFileName(), names.indexOf(name) + 1));
      }
      if (!seen.add(name)) {
        throw new DataException(
            "%s: two columns are named \"%s\". Rename one, or remove it."
                .formatted(manifest.getFileName(), Shown.value(name)));
      }
    }
  }
}
