package miles.data;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The header row of a manifest, matched with a schema.
 *
 * @param names the column names
 * @param schema the schema; tabular modalities have their columns
 * @param columns the columns of each modality; none if it has no column in this manifest
 * @param id the id column
 * @param split the split column, if it is read
 * @param label the label column, if it is read
 */
record ManifestHeader(
    List<String> names,
    ManifestSchema schema,
    List<List<Integer>> columns,
    Optional<Integer> id,
    Optional<Integer> split,
    Optional<Integer> label) {

  ManifestHeader {
    names = List.copyOf(names);
    columns = columns.stream().map(List::copyOf).toList();
  }

  /** Returns the matched header; problems are collected. */
  static ManifestHeader match(
      CsvRows.Row row, ManifestSchema schema, Manifest.Use use, Problems problems) {
    return new HeaderMatch(schema, row, use, problems).match();
  }

  /** Returns the modalities that have no column in this manifest. */
  List<String> missing() {
    return IntStream.range(0, schema.sources().size())
        .filter(m -> columns.get(m).isEmpty())
        .mapToObj(m -> schema.sources().get(m).modality())
        .toList();
  }
}
