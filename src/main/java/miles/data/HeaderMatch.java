package miles.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import miles.config.Shown;
import miles.data.ManifestSchema.Source;

/** Looks up in a manifest's first row the columns that a schema names. */
final class HeaderMatch {

  private final ManifestSchema schema;
  private final List<String> names;
  private final Set<String> misspelt = new HashSet<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final Manifest.Use use;
  private final Problems problems;

  /**
   * @param schema names the columns
   * @param row the first row
   * @param use what the manifest is read for
   * @param problems collects what is wrong
   */
  HeaderMatch(ManifestSchema schema, CsvRows.Row row, Manifest.Use use, Problems problems) {
    this.schema = schema;
    this.names = List.copyOf(row.values());
    this.use = use;
    this.problems = problems;
    for (int i = 0; i < names.size(); i++) {
      if (places.putIfAbsent(names.get(i), i) != null) {
        problems.addFile(
            "two columns are named \"%s\". Rename one, or remove it."
                .formatted(Shown.value(names.get(i))));
      }
    }
  }

  /**
   * Returns the header; problems are collected.
   *
   * @throws DataException if the columns are not separated by commas
   */
  ManifestHeader match() {
    checkSeparator();
    int before = problems.size();
    List<Source> sources = new ArrayList<>();
    for (Source source : schema.sources()) {
      sources.add(resolve(source));
    }
    if (use != Manifest.Use.TRAINING
        && problems.size() == before
        && sources.stream().noneMatch(this::hasColumn)) {
      problems.addFile("no modality has a column. " + found());
    }
    boolean prediction = use == Manifest.Use.PREDICTION;
    Optional<Integer> id = column(ManifestSchema.ID, true);
    Optional<Integer> split =
        prediction ? Optional.empty() : column(ManifestSchema.SPLIT, use == Manifest.Use.TRAINING);
    Optional<Integer> label = prediction ? Optional.empty() : column(schema.label(), true);
    if (problems.size() > before) {
      checkWhiteSpace();
    }
    return new ManifestHeader(
        names,
        new ManifestSchema(schema.task(), schema.label(), schema.classes(), sources),
        sources.stream().map(this::columns).toList(),
        id,
        split,
        label);
  }

  private List<Integer> columns(Source source) {
    return source.columns().stream()
        .filter(places::containsKey)
        .map(name -> Objects.requireNonNull(places.get(name)))
        .toList();
  }

  private Source resolve(Source source) {
    List<String> columns = source.columns();
    if (columns.isEmpty()) {
      boolean alike = checkPrefix(source.modality() + ".");
      columns = names.stream().filter(name -> name.startsWith(source.modality() + ".")).toList();
      if (columns.isEmpty() && !alike) {
        problems.addFile(
            "modality %s has no column named \"%s.<name>\". %s"
                .formatted(source.modality(), source.modality(), found()));
      }
      return new Source(source.modality(), source.kind(), columns);
    }
    if (use != Manifest.Use.TRAINING && !hasColumn(source)) {
      columns.forEach(this::checkSpelling);
      return source;
    }
    columns.stream()
        .filter(name -> !places.containsKey(name))
        .forEach(
            name ->
                problems.addFile(
                    "no column \"%s\" of modality %s. %s"
                        .formatted(Shown.value(name), source.modality(), found())));
    return source;
  }

  /** A modality is absent where its column is, but not for a slip of the shift key. */
  private void checkSpelling(String column) {
    names.stream()
        .filter(name -> name.strip().equalsIgnoreCase(column))
        .forEach(name -> addSpelling(name, column));
  }

  /** Returns whether a column was found that begins so, but for the shift key or white space. */
  private boolean checkPrefix(String prefix) {
    int before = problems.size();
    names.stream()
        .filter(name -> !name.startsWith(prefix))
        .filter(name -> name.strip().regionMatches(true, 0, prefix, 0, prefix.length()))
        .forEach(name -> addSpelling(name, prefix + name.strip().substring(prefix.length())));
    return problems.size() > before;
  }

  private void addSpelling(String name, String meant) {
    boolean used =
        List.of(ManifestSchema.ID, ManifestSchema.SPLIT, schema.label()).contains(name)
            || schema.sources().stream()
                .anyMatch(
                    source ->
                        source.columns().contains(name)
                            || name.startsWith(source.modality() + "."));
    if (!used) {
      misspelt.add(name);
      problems.addFile(
          "column \"%s\" would be \"%s\" in the run file. Rename it; or remove it, if it is something else."
              .formatted(Shown.value(name), Shown.value(meant)));
    }
  }

  private boolean hasColumn(Source source) {
    return source.columns().stream().anyMatch(places::containsKey);
  }

  private Optional<Integer> column(String name, boolean required) {
    Optional<Integer> place = Optional.ofNullable(places.get(name));
    if (place.isEmpty() && required) {
      problems.addFile("no column \"%s\". %s".formatted(Shown.value(name), found()));
    }
    return place;
  }

  private String found() {
    return "Columns found: " + Problems.list(names) + ".";
  }

  /** A header of one column has none of those that are needed: other marks separate them. */
  private void checkSeparator() {
    for (String separator : List.of(";", "\t", "|")) {
      if (names.size() == 1 && names.get(0).contains(separator)) {
        throw new DataException(
            problems.ofFile(
                "its columns seem to be separated by \"%s\". Separate them by commas."
                    .formatted(Shown.line(separator))));
      }
    }
  }

  private void checkWhiteSpace() {
    if (names.stream()
        .filter(name -> !misspelt.contains(name))
        .anyMatch(name -> !name.strip().equals(name))) {
      problems.addFile("names of columns start or end with white space. Remove it.");
    }
  }
}
