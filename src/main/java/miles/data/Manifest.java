package miles.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import miles.config.Shown;

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
 * @param use what it was read for
 * @param samples the rows in the file's order
 * @param skipped rows that are not among them because they cannot be used
 */
public record Manifest(
    Path file, ManifestSchema schema, Use use, List<Sample> samples, SkippedRows skipped) {

  /** What a manifest is read for, and so which columns it must have. */
  public enum Use {
    /** Id, split, label, and every modality. */
    TRAINING,
    /** Id and label; a modality without a column is absent everywhere. */
    EVALUATION,
    /** Id; a modality without a column is absent everywhere. */
    PREDICTION
  }

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
    return read(file, schema, Use.TRAINING, BadRows.refuse());
  }

  /**
   * Reads a manifest.
   *
   * @param use {@code TRAINING}; or {@code EVALUATION} of a trained model: classes are those of the
   *     schema, and a split column is not needed
   * @param badRows whether rows that cannot be used are left out; the listener is not told
   * @throws DataException with every problem
   */
  public static Manifest read(Path file, ManifestSchema schema, Use use, BadRows badRows) {
    Problems problems = new Problems(file);
    try (CsvRows rows = new CsvRows(file)) {
      ManifestHeader header = header(rows, schema, use, problems);
      problems.throwIfAny(file.toString());
      List<Sample> samples = samples(rows, new RowParser(header, file, problems), problems);
      Manifest read = new Manifest(file, header.schema(), use, samples, SkippedRows.NONE);
      if (badRows instanceof BadRows.Skip) {
        return read.without(problems.lines(), problems.sentences());
      }
      // What depends on the rows that are missing now is not checked: it might be right with them.
      if (problems.size() == 0) {
        ManifestChecks.check(read, problems);
      }
      problems.throwIfAny(file.toString());
      return read;
    }
  }

  /**
   * Returns this manifest without the rows at fault, and without those that are at fault then.
   *
   * @throws DataException if what is left cannot be used
   */
  Manifest without(DataException thrown) {
    return without(thrown.rowsAtFault(), thrown.problems());
  }

  private Manifest without(BitSet rows, List<String> reasons) {
    SkippedRows all = skipped.and(rows, reasons);
    Manifest left =
        new Manifest(
            file,
            schema,
            use,
            samples.stream().filter(sample -> !all.has(sample.line())).toList(),
            all);
    Problems problems = new Problems(file);
    ManifestChecks.check(left, problems);
    if (problems.size() > 0 && problems.areOfRowsAlone()) {
      return left.without(problems.lines(), problems.sentences());
    }
    if (problems.size() > 0 && all.count() > 0) {
      problems.addFile(
          "rows skipped before this: %d. What is wrong with the first of them:"
              .formatted(all.count()));
      all.reasons().forEach(problems::addReason);
    }
    problems.throwIfAny(file.toString());
    return left;
  }

  /** Returns the same manifest with some of its samples alone. */
  Manifest with(List<Sample> some) {
    return new Manifest(file, schema, use, some, skipped);
  }

  /** Returns the samples of one split, in the file's order. */
  public List<Sample> samples(Split split) {
    Optional<Split> wanted = Optional.of(split);
    return samples.stream().filter(sample -> sample.split().equals(wanted)).toList();
  }

  private static List<Sample> samples(CsvRows rows, RowParser parser, Problems problems) {
    List<Sample> samples = new ArrayList<>();
    Map<String, Long> lines = new HashMap<>();
    for (Optional<CsvRows.Row> row = rows.next(); row.isPresent(); row = rows.next()) {
      parser
          .parse(row.get())
          .filter(sample -> isNew(sample, lines, problems))
          .ifPresent(samples::add);
    }
    return samples;
  }

  static ManifestHeader header(CsvRows rows, ManifestSchema schema, Use use, Problems problems) {
    CsvRows.Row first =
        rows.next()
            .orElseThrow(
                () ->
                    new DataException(
                        problems.ofFile(
                            "the manifest is empty. Its first row names the columns.")));
    return ManifestHeader.match(first, schema, use, problems);
  }

  private static boolean isNew(Sample sample, Map<String, Long> lines, Problems problems) {
    Long line = lines.putIfAbsent(sample.id(), sample.line());
    if (line != null) {
      problems.addCell(
          sample.line(),
          ManifestSchema.ID,
          "id \"%s\" stands in line %d already. Rename one, or remove the row."
              .formatted(Shown.value(sample.id()), line));
    }
    return line == null;
  }
}
