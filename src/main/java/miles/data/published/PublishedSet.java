package miles.data.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import miles.data.DataException;
import miles.data.LoadOptions;

/** The published data sets that can be imported: the four of the paper. */
public enum PublishedSet {
  /** Written and spoken digits (Khacef and others): pictures and MFCCs, six npy files. */
  S_MNIST,
  /** Emotions acted in voice and face (Cao and others): WAV files and frames of the videos. */
  CREMA_D,
  /** Pictures, spoken words and texts of 42 classes (Bezirganyan and others). */
  LUMA,
  /** Posters and plots of films and their genres (Arevalo and others). */
  MM_IMDB;

  /** Returns the set's name on the command line: the name of its run file, such as crema-d. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the run file that trains on the set, relative to the project's folder. */
  public String runFile() {
    return "models/" + word() + ".yaml";
  }

  /** Returns the names of all sets. */
  public static List<String> words() {
    return Arrays.stream(values()).map(PublishedSet::word).toList();
  }

  /** Returns the set of a name; case and hyphens do not count. */
  public static Optional<PublishedSet> of(String word) {
    return Arrays.stream(values()).filter(set -> bare(set.word()).equals(bare(word))).findFirst();
  }

  private static String bare(String word) {
    return word.toLowerCase(Locale.ROOT).replace("-", "");
  }

  /**
   * Imports the set into a new folder: a manifest.csv and the files that it names. The folder
   * appears when it is complete; whatever fails leaves nothing behind.
   *
   * @param source the folder as published
   * @param out the folder to make
   * @param progress is told how many samples are written
   * @return what was written
   * @throws DataException if {@code out} exists, or the folder is not as published
   * @throws IOException if reading or writing fails
   */
  public ImportSummary importInto(Path source, Path out, LoadOptions.Progress progress)
      throws IOException {
    if (!Files.isDirectory(source)) {
      throw new DataException(
          "no folder at %s. Name the folder of %s as it is published; docs/datasets.md shows it."
              .formatted(source.toAbsolutePath(), word()));
    }
    try (NewFolder folder = NewFolder.open(out)) {
      ImportSummary summary = loader().load(source, folder.path(), progress);
      folder.publish();
      return summary;
    }
  }

  private Loader loader() {
    return switch (this) {
      case S_MNIST -> SMnist::load;
      case CREMA_D -> CremaD::load;
      case LUMA -> Luma::load;
      case MM_IMDB -> MmImdb::load;
    };
  }
}
