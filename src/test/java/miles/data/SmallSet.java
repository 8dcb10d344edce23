package miles.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import miles.config.DataConfig;
import miles.config.ModalityConfig;
import miles.config.Score;
import miles.config.TaskConfig;

/** A generated data set of all four kinds of modality, some of them absent. */
final class SmallSet {

  static final TaskConfig TASK =
      new TaskConfig(TaskConfig.Kind.CLASSIFICATION, List.of(), Score.ACCURACY);

  private SmallSet() {}

  /** Writes rows (at least 8) and returns the manifest. */
  static Path write(Path folder, int rows) throws IOException {
    Random random = new Random(1);
    StringBuilder csv = new StringBuilder("id,split,label,image,audio,text,bio.a,bio.b\n");
    for (int i = 0; i < rows; i++) {
      String picture = i % 5 == 4 ? "" : "img/%d.png".formatted(i);
      String sound = i % 7 == 6 ? "" : "snd/%d.wav".formatted(i);
      if (!picture.isEmpty()) {
        TestFiles.greyPng(folder.resolve(picture), pixels(random));
      }
      if (!sound.isEmpty()) {
        Files.createDirectories(folder.resolve("snd"));
        double[] sine = TestFiles.sine(200 + 30 * i, random.nextDouble(), 8000, 700 + 20 * i);
        Files.write(folder.resolve(sound), TestFiles.wav16(8000, sine));
      }
      String split = i % 4 == 2 ? "validation" : i % 4 == 3 ? "test" : "train";
      csv.append(
          "r%d,%s,%s,%s,%s,%s,%s,%s%n"
              .formatted(
                  i,
                  split,
                  i / 4 % 2 == 0 ? "cat" : "dog",
                  picture,
                  sound,
                  "word" + i % 3 + " and",
                  i,
                  i % 3 == 0 ? "" : i * 0.5));
    }
    return Files.writeString(folder.resolve("manifest.csv"), csv);
  }

  static Map<String, ModalityConfig> modalities() {
    Map<String, ModalityConfig> modalities = new LinkedHashMap<>();
    modalities.put("image", TestFiles.image(5, 7, 1));
    modalities.put("audio", TestFiles.audio());
    modalities.put("text", TestFiles.text(ModalityConfig.Text.Tokens.WORDS, 3));
    modalities.put("bio", TestFiles.tabular());
    return modalities;
  }

  static LoadedData load(Path manifest, LoadOptions options) {
    return LoadedData.load(new DataConfig(manifest, "label", true), TASK, modalities(), options);
  }

  /** Returns every bit of a data set. */
  static List<Object> bits(Dataset set) {
    Batch batch = set.batch(Math.max(1, set.size()));
    int[] rows = new int[set.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i;
    }
    set.read(rows, 0, rows.length, batch);
    List<Object> bits = new ArrayList<>();
    for (int m = 0; m < set.features().size(); m++) {
      for (float value : batch.floats(m)) {
        bits.add(Float.floatToRawIntBits(value));
      }
      for (int value : batch.ints(m)) {
        bits.add(value);
      }
      for (float value : batch.presence(m)) {
        bits.add(value);
      }
    }
    for (float value : batch.targets()) {
      bits.add(value);
    }
    for (int row : rows) {
      bits.add(set.id(row));
    }
    return bits;
  }

  static List<Object> bits(LoadedData data) {
    List<Object> bits = new ArrayList<>(bits(data.train()));
    bits.addAll(bits(data.validation()));
    bits.addAll(bits(data.test()));
    bits.add(data.preprocessing());
    bits.add(data.contentHash());
    return bits;
  }

  private static int[][] pixels(Random random) {
    int[][] pixels = new int[5 + random.nextInt(9)][5 + random.nextInt(9)];
    for (int[] row : pixels) {
      for (int x = 0; x < row.length; x++) {
        row[x] = random.nextInt(256);
      }
    }
    return pixels;
  }
}
