package miles.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checked manifest: the samples of a data set and where their files are, nothing decoded yet.
 *
 * <p>The format: RFC 4180, UTF-8 (a byte-order mark is accepted), a header row. Columns {@code id}
 * (unique), {@code split} (train, validation or test), the label column, and the columns of the
 * modalities. An empty cell means that the modality is absent; a tabular modality is absent where
 * all its cells are empty, and where only some are, those numbers count as the training mean.
 *
 * @param file the manifest
 * @param schema the meaning of its columns; tabular modalities have their columns
 * @param samples the rows in the file's order
 */
public record Manifest(Path file, ManifestSchema schema, List<Sample> samples) {

  public Manifest {
    samples = List.copyOf(samples);
  }

  /**
   * Reads a manifest to train on.
   *
   * @throws DataException with every problem: rows that are not well formed, ids that are not
   *     unique, unknown splits, no training or validation sample, impossible labels, labels of
   *     validation or test that do not occur in training, files that are missing or outside the
   *     manifest's folder, rows without any modality, modalities without any training sample
   */
  public static Manifest read(Path file, ManifestSchema schema) {
    return read(file, schema, ManifestHeader.Use.TRAINING);
  }

  /**
   * Reads a manifest to evaluate a trained model on: classes are those of the schema, a split
   * column is not needed, and a modality without a column is absent everywhere.
   *
   * @throws DataException with every problem
   */
  public static Manifest readForEvaluation(Path file, ManifestSchema schema) {
    return read(file, schema, ManifestHeader.Use.EVALUATION);
  }

  /** Returns the samples of one split, in the file's order. */
  public List<Sample> samples(Split split) {
    Optional<Split> wanted = Optional.of(split);
    return samples.stream().filter(sample -> sample.split().equals(wanted)).toList();
  }

  private static Manifest read(Path file, ManifestSchema schema, ManifestHeader.Use use) {
    Problems problems = new Problems(String.valueOf(file.getFileName()));
    try (CsvRows rows = new CsvRows(file)) {
      ManifestHeader header = header(rows, schema, use, problems);
      problems.throwIfAny(file.toString());
      RowParser parser = new RowParser(header, file, problems);
      List<Sample> samples = new ArrayList<>();
      Map<String, Long> lines = new HashMap<>();
      for (Optional<CsvRows.Row> row = rows.next(); row.isPresent(); row = rows.next()) {
        parser
            .parse(row.get())
            .filter(sample -> isNew(sample, lines, problems))
            .ifPresent(samples::add);
      }
      Manifest manifest = new Manifest(file, header.schema(), samples);
      ManifestChecks.check(manifest, use, problems);
      problems.throwIfAny(file.toString());
      return manifest;
    }
  }

  static ManifestHeader header(
      CsvRows rows, ManifestSchema schema, ManifestHeader.Use use, Problems problems) {
    CsvRows.Row first =
        rows.next()
            .orElseThrow(
                () -> new DataException("the manifest is empty. Its first row names the columns."));
    return ManifestHeader.match(first, schema, use, problems);
  }

  private static boolean isNew(Sample sample, Map<String, Long> lines, Problems problems) {
    Long line = lines.putIfAbsent(sample.id(), sample.line());
    if (line != null) {
      problems.addCell(
          sample.line(),
          ManifestSchema.ID,
          "id \"%s\" stands in line %d already. Ids are unique.".formatted(sample.id(), line));
    }
    return line == null;
  }
}
