package miles.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import miles.data.ManifestSchema.Source;

/**
 * The header row of a manifest, matched with a schema.
 *
 * @param names the column names
 * @param schema the schema; tabular modalities have their columns
 * @param id the id column
 * @param split the split column, if it is read
 * @param label the label column, if it is read
 */
record ManifestHeader(
    List<String> names,
    ManifestSchema schema,
    Optional<Integer> id,
    Optional<Integer> split,
    Optional<Integer> label) {

  /** What a manifest is read for, and so which columns it must have. */
  enum Use {
    /** Id, split, label, and every modality. */
    TRAINING,
    /** Id and label; a modality without a column is absent everywhere. */
    EVALUATION,
    /** Id; a modality without a column is absent everywhere. */
    PREDICTION
  }

  /** Returns the matched header; problems are collected. */
  static ManifestHeader match(CsvRows.Row row, ManifestSchema schema, Use use, Problems problems) {
    List<String> names = List.copyOf(row.values());
    Set<String> seen = new HashSet<>();
    names.stream()
        .filter(name -> !seen.add(name))
        .forEach(name -> problems.addRow(row.line(), "two columns are named \"" + name + "\"."));
    List<Source> sources = new ArrayList<>();
    for (Source source : schema.sources()) {
      sources.add(resolve(source, names, use, problems));
    }
    if (use != Use.TRAINING && sources.stream().noneMatch(source -> hasColumn(source, names))) {
      problems.addFile("no modality has a column. " + found(names));
    }
    ManifestSchema resolved =
        new ManifestSchema(schema.task(), schema.label(), schema.classes(), sources);
    return new ManifestHeader(
        names,
        resolved,
        column(ManifestSchema.ID, true, names, problems),
        use == Use.PREDICTION
            ? Optional.empty()
            : column(ManifestSchema.SPLIT, use == Use.TRAINING, names, problems),
        use == Use.PREDICTION ? Optional.empty() : column(schema.label(), true, names, problems));
  }

  /** Returns the columns of a modality; none if it has no column in this manifest. */
  int[] columns(int modality) {
    return schema.sources().get(modality).columns().stream()
        .mapToInt(names::indexOf)
        .filter(column -> column >= 0)
        .toArray();
  }

  /** Returns the modalities that have no column in this manifest. */
  List<String> missing() {
    return IntStream.range(0, schema.sources().size())
        .filter(m -> columns(m).length == 0)
        .mapToObj(m -> schema.sources().get(m).modality())
        .toList();
  }

  private static Source resolve(Source source, List<String> names, Use use, Problems problems) {
    List<String> columns = source.columns();
    if (columns.isEmpty()) {
      columns = names.stream().filter(name -> name.startsWith(source.modality() + ".")).toList();
      if (columns.isEmpty()) {
        problems.addFile(
            "modality %s has no column named \"%s.<name>\". %s"
                .formatted(source.modality(), source.modality(), found(names)));
      }
      return new Source(source.modality(), source.kind(), columns);
    }
    List<String> missing = columns.stream().filter(name -> !names.contains(name)).toList();
    if (use != Use.TRAINING && !hasColumn(source, names)) {
      return source;
    }
    missing.forEach(
        name ->
            problems.addFile(
                "no column \"%s\" of modality %s. %s"
                    .formatted(name, source.modality(), found(names))));
    return source;
  }

  private static boolean hasColumn(Source source, List<String> names) {
    return source.columns().stream().anyMatch(names::contains);
  }

  private static Optional<Integer> column(
      String name, boolean required, List<String> names, Problems problems) {
    int index = names.indexOf(name);
    if (index < 0 && required) {
      problems.addFile("no column \"%s\". %s".formatted(name, found(names)));
    }
    return index < 0 ? Optional.empty() : Optional.of(index);
  }

  private static String found(List<String> names) {
    return "Columns found: " + Problems.list(names) + ".";
  }
}
