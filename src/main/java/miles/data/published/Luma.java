package miles.data.published;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import miles.data.DataException;
import miles.data.LoadOptions;
import miles.data.Split;
import org.apache.commons.csv.CSVRecord;

/**
 * Pictures, spoken words and texts: the folder {@code data} of the publisher's tool, compiled, with
 * the pictures unpickled by data/luma_images.py. Row i of the three tables of a split is sample i.
 *
 * <pre>
 *   audio/datalist_train.csv, …_test.csv   path (relative to audio/), label
 *   text_data_train.tsv, …_test.tsv        text, label
 *   image_data_train.npy, …_test.npy       [n, 32, 32, 3] uint8
 *   image_data_train.csv, …_test.csv       label
 * </pre>
 *
 * <p>The tool's test split stays; a tenth of every class of its training split is validation. What
 * the tool sets aside as out of distribution is not imported.
 *
 * <p>Source: G. Bezirganyan and others, "LUMA: A Benchmark Dataset for Learning from Uncertain and
 * Multimodal Data", SIGIR 2025; layout of the tool bezirganyan/LUMA.
 */
final class Luma {

  private static final int SIDE = 32;
  private static final List<Integer> PICTURE = List.of(SIDE, SIDE, 3);
  private static final double VALIDATION = 0.1;

  private Luma() {}

  static ImportSummary load(Path source, Path out, LoadOptions.Progress progress)
      throws IOException {
    NpyFile train = pictures(source, Split.TRAIN);
    NpyFile test = pictures(source, Split.TEST);
    List<String> labels = labels(source, Split.TRAIN);
    long[] groups = new long[labels.size()];
    for (int row = 0; row < groups.length; row++) {
      groups[row] = row;
    }
    boolean[] validation = Holdout.draw(labels, groups, VALIDATION);
    int total = train.rows() + test.rows();
    try (SetWriter writer =
        new SetWriter(out, List.of("image", "audio", "text"), total, progress)) {
      Part part = new Part(source, writer, new HashSet<>());
      part.copy(train, Split.TRAIN, validation);
      part.copy(test, Split.TEST, new boolean[test.rows()]);
      return writer.summary();
    }
  }

  private static NpyFile pictures(Path source, Split split) throws IOException {
    NpyFile pictures = NpyFile.open(source.resolve("image_data_" + split.word() + ".npy"));
    List<Integer> shape = pictures.shape();
    if (!shape.subList(1, shape.size()).equals(PICTURE)) {
      throw new DataException(
          "%s has the shape %s, not n × 32 × 32 × 3. Make it with data/luma_images.py."
              .formatted(pictures.name(), shape));
    }
    return pictures;
  }

  private static Table table(
      Path source, String stem, Split split, char separator, String... columns) throws IOException {
    String ending = separator == '\t' ? ".tsv" : ".csv";
    return new Table(
        source.resolve(stem + "_" + split.word() + ending), separator, List.of(columns));
  }

  private static List<String> labels(Path source, Split split) throws IOException {
    List<String> labels = new ArrayList<>();
    try (Table table = table(source, "image_data", split, ',', "label")) {
      while (table.hasNext()) {
        labels.add(table.next().get("label"));
      }
    }
    return labels;
  }

  /** Copies the parts of a set into one manifest. */
  private record Part(Path source, SetWriter writer, Set<String> linked) {

    void copy(NpyFile pictures, Split split, boolean[] validation) throws IOException {
      try (Table images = table(source, "image_data", split, ',', "label");
          Table sounds = table(source, "audio/datalist", split, ',', "path", "label");
          Table texts = table(source, "text_data", split, '\t', "text", "label")) {
        int row = 0;
        while (images.hasNext() && row < pictures.rows()) {
          String id = String.format(Locale.ROOT, "%s-%05d", split.word(), row);
          String label = images.next().get("label");
          CSVRecord sound = sounds.next();
          CSVRecord text = texts.next();
          checkLabel(id, label, "audio", sound.get("label"));
          checkLabel(id, label, "text", text.get("label"));
          List<String> cells =
              List.of(
                  writer.picture("images/" + id + ".png", SIDE, SIDE, pixels(pictures, row)),
                  sound(sound.get("path")),
                  text.get("text"));
          writer.row(id, validation[row] ? Split.VALIDATION : split, label, cells);
          row++;
        }
        if (row != pictures.rows() || images.hasNext() || sounds.hasNext() || texts.hasNext()) {
          throw new DataException(
              "split %s: the tables of LUMA differ in length after row %d (%s has %d pictures). Use the files of one run of the publisher's tool, and make the pictures anew with data/luma_images.py."
                  .formatted(split.word(), row, pictures.name(), pictures.rows()));
        }
        writer.note(
            sounds.has("noisy_path") ? row : 0,
            "%d rows of split "
                + split.word()
                + " name a noisy sound too; the clean one is taken, as by the publisher's own loader.");
      }
    }

    private static byte[] pixels(NpyFile pictures, int row) {
      byte[] pixels = new byte[pictures.width()];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) pictures.value(row, i);
      }
      return pixels;
    }

    private String sound(String path) throws IOException {
      Path folder = source.resolve("audio").toAbsolutePath().normalize();
      Path file;
      try {
        file = folder.resolve(path).normalize();
      } catch (InvalidPathException e) {
        throw new DataException("audio/datalist: \"%s\" is no path.".formatted(path), e);
      }
      if (path.isBlank() || !file.startsWith(folder)) {
        throw new DataException(
            "audio/datalist: path %s leaves the folder audio. Use the file as the publisher's tool writes it."
                .formatted(path));
      }
      String cell = "audio/" + folder.relativize(file).toString().replace('\\', '/');
      return linked.add(cell) ? writer.link(file, cell) : cell;
    }

    private static void checkLabel(String id, String label, String other, String otherLabel) {
      if (!label.equals(otherLabel)) {
        throw new DataException(
            "sample %s: its image is of class %s, its %s of class %s. Use the files of one run of the publisher's tool, and make the pictures anew with data/luma_images.py."
                .formatted(id, label, other, otherLabel));
      }
    }
  }
}
