package miles.data.published;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import miles.data.LoadOptions;
import miles.data.ManifestSchema;
import miles.data.Split;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes a manifest.csv row by row, and the files that it names. Closing closes the manifest. */
final class SetWriter implements AutoCloseable {

  private final Path folder;
  private final LoadOptions.Progress progress;
  private final int total;
  private final CSVPrinter manifest;
  private final Map<Split, Integer> rows = new EnumMap<>(Split.class);
  private final List<String> notes = new ArrayList<>();
  private int done;

  /**
   * @param folder where the manifest and its files go
   * @param columns the columns of the modalities
   * @param total how many rows there will be, for progress
   */
  SetWriter(Path folder, List<String> columns, int total, LoadOptions.Progress progress)
      throws IOException {
    this.folder = folder;
    this.total = total;
    this.progress = progress;
    BufferedWriter file =
        Files.newBufferedWriter(folder.resolve("manifest.csv"), StandardCharsets.UTF_8);
    this.manifest = new CSVPrinter(file, CSVFormat.RFC4180);
    List<String> header =
        new ArrayList<>(List.of(ManifestSchema.ID, ManifestSchema.SPLIT, "label"));
    header.addAll(columns);
    manifest.printRecord(header);
  }

  /**
   * Writes one row.
   *
   * @param cells the cells of the modalities; an empty one means absent
   */
  void row(String id, Split split, String label, List<String> cells) throws IOException {
    manifest.print(id);
    manifest.print(split.word());
    manifest.print(label);
    for (String cell : cells) {
      manifest.print(cell);
    }
    manifest.println();
    rows.merge(split, 1, Integer::sum);
    done++;
    progress.decoded(done, total);
  }

  /** Remembers something for the summary, if it happened. */
  void note(int count, String sentence) {
    if (count > 0) {
      notes.add(sentence.formatted(count));
    }
  }

  /**
   * Puts a published file beneath the folder: a hard link, which takes no space, or a copy where
   * the file system has no links between the two places.
   *
   * @param source the published file
   * @param cell its place, relative to the folder, with slashes
   * @return the cell
   * @throws miles.data.DataException if the file cannot be read, or git-lfs has not fetched it
   */
  String link(Path source, String cell) throws IOException {
    PublishedFile.check(source);
    Path target = place(cell);
    // The file itself: links that leave a manifest's folder are refused when it is read.
    Path file = source.toRealPath();
    try {
      Files.createLink(target, file);
    } catch (UnsupportedOperationException | IOException refused) {
      Files.copy(file, target);
    }
    return cell;
  }

  /** Writes a picture; see {@link PngFile}. Returns the cell. */
  String picture(String cell, int height, int width, byte[] pixels) throws IOException {
    Files.write(place(cell), PngFile.of(height, width, pixels));
    return cell;
  }

  /** Returns what was written. */
  ImportSummary summary() {
    return new ImportSummary(rows, notes);
  }

  @Override
  public void close() throws IOException {
    manifest.close();
  }

  private Path place(String cell) throws IOException {
    Path target = folder.resolve(cell);
    Files.createDirectories(target.resolveSibling(""));
    return target;
  }
}
