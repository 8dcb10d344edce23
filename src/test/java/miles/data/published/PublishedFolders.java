package miles.data.published;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;

/** Tiny data sets in the layouts of their publishers. */
public final class PublishedFolders {

  /** Rows of the training part of S-MNIST: three voices a digit, each heard twice. */
  static final int S_MNIST_TRAIN = 60;

  static final int S_MNIST_TEST = 20;

  private static final List<String> LUMA_CLASSES = List.of("bird", "house", "man");
  private static final int LUMA_TRAIN = 10;
  private static final int LUMA_TEST = 4;

  private PublishedFolders() {}

  /** Writes the set, and returns its folder. */
  public static Path write(PublishedSet set, Path folder) throws IOException {
    switch (set) {
      case S_MNIST -> sMnist(folder);
      case CREMA_D -> cremaD(folder);
      case LUMA -> luma(folder);
      case MM_IMDB -> mmImdb(folder);
    }
    return folder;
  }

  /** Row i is digit i mod 10; in training, rows i and i + 30 have the same voice. */
  private static void sMnist(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String part : List.of("train", "test")) {
      int rows = part.equals("train") ? S_MNIST_TRAIN : S_MNIST_TEST;
      Files.write(
          folder.resolve("data_wr_" + part + ".npy"),
          NpyBytes.doubles("(%d, 784)".formatted(rows), rows * 784, i -> pixel((int) i) / 255.0));
      Files.write(
          folder.resolve("data_sp_" + part + ".npy"),
          NpyBytes.doubles("(%d, 507)".formatted(rows), rows * 507, i -> mfcc((int) i)));
      Files.write(
          folder.resolve("labels_" + part + ".npy"),
          NpyBytes.doubles("(%d,)".formatted(rows), rows, i -> i % 10));
    }
  }

  /** Returns the pixel that a value of the written digits has, 0 to 255. */
  static int pixel(int index) {
    return index * 7 % 256;
  }

  /** Returns a value of the spoken digits. */
  static double mfcc(int index) {
    int voice = index / 507 % 30;
    return new Random(1000L * voice + index % 507).nextGaussian();
  }

  /** Ten actors, a clip an emotion; one clip has no sample of sound, the last one no frames. */
  private static void cremaD(Path folder) throws IOException {
    List<String> clips = new ArrayList<>();
    for (int actor = 1001; actor <= 1010; actor++) {
      for (String emotion : List.of("ANG", "DIS", "FEA", "HAP", "NEU", "SAD")) {
        clips.add("%d_DFA_%s_XX".formatted(actor, emotion));
      }
    }
    for (String clip : clips) {
      int samples = clip.startsWith("1002_DFA_ANG") ? 0 : 1600 + clip.hashCode() % 100;
      sound(folder.resolve("AudioWAV/" + clip + ".wav"), samples);
    }
    for (String clip : clips.subList(0, clips.size() - 1)) {
      for (int frame = 1; frame <= 3; frame++) {
        Path file = folder.resolve("frames/%s/%03d.jpg".formatted(clip, frame));
        picture(file, 24, 18, 80 * frame);
      }
    }
  }

  /** Three classes in the order of the publisher's tool: class by class. */
  private static void luma(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("audio/cv_audio"));
    for (String part : List.of("train", "test")) {
      int each = part.equals("train") ? LUMA_TRAIN : LUMA_TEST;
      StringBuilder sounds = new StringBuilder(",path,label,tts_label,class\n");
      StringBuilder texts = new StringBuilder("\ttext\tlabel\tclass\n");
      StringBuilder labels = new StringBuilder("label\r\n");
      int rows = each * LUMA_CLASSES.size();
      for (int row = 0; row < rows; row++) {
        String label = LUMA_CLASSES.get(row / each);
        String path = "cv_audio/%s_%s_%d.wav".formatted(label, part, row);
        sound(folder.resolve("audio/" + path), 1600 + row);
        sounds.append("%d,%s,%s,,%d\n".formatted(90 + row, path, label, row / each));
        texts.append("%d\t\"A \"\"%s\"\",\n%d\"\t%s\t0\n".formatted(row, label, row, label));
        labels.append(label).append("\r\n");
      }
      byte[] pixels = new byte[rows * 32 * 32 * 3];
      new Random(rows).nextBytes(pixels);
      Files.writeString(folder.resolve("audio/datalist_" + part + ".csv"), sounds);
      Files.writeString(folder.resolve("text_data_" + part + ".tsv"), texts);
      Files.writeString(folder.resolve("image_data_" + part + ".csv"), labels);
      Files.write(
          folder.resolve("image_data_" + part + ".npy"),
          NpyBytes.bytes("(%d, 32, 32, 3)".formatted(rows), pixels));
    }
  }

  /** Forty films, of which the first has no poster, the second no plot, and the third neither. */
  private static void mmImdb(Path folder) throws IOException {
    List<String> genres = MmImdb.GENRES.stream().sorted().toList();
    List<String> ids = new ArrayList<>();
    for (int film = 0; film < 40; film++) {
      String id = "%07d".formatted(film);
      ids.add('"' + id + '"');
      if (film != 0 && film != 2) {
        picture(folder.resolve("dataset/" + id + ".jpeg"), 20, 30, 6 * film);
      }
      Path json = folder.resolve("dataset/" + id + ".json");
      Files.createDirectories(json.resolveSibling(""));
      String plots = film == 1 || film == 2 ? "" : "\"Short.\", \"A longer, \\\"é\\\" plot %d.\"";
      Files.writeString(
          json,
          "{\"genres\": [\"%s\", \"%s\", \"Talk-Show\"], \"plot\": [%s], \"year\": 1999}"
              .formatted(genres.get(film % 23), genres.get((film + 1) % 23), plots.formatted(film)),
          StandardCharsets.UTF_8);
    }
    Files.writeString(
        folder.resolve("split.json"),
        "{\"test\": [%s], \"dev\": [%s], \"train\": [%s]}"
            .formatted(
                join(ids.subList(34, 40)), join(ids.subList(28, 34)), join(ids.subList(0, 28))));
  }

  private static String join(List<String> ids) {
    return ids.stream().collect(Collectors.joining(", "));
  }

  private static void picture(Path file, int width, int height, int grey) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, (grey + x + y) % 256 * 0x010101);
      }
    }
    Files.createDirectories(file.resolveSibling(""));
    if (!ImageIO.write(image, "jpg", file.toFile())) {
      throw new IOException("no writer of JPEG");
    }
  }

  /** A tone at 16 kHz, 16 bits. */
  private static void sound(Path file, int length) throws IOException {
    ByteBuffer wav = ByteBuffer.allocate(44 + 2 * length).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * length);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) 1);
    wav.putShort((short) 1).putInt(16000).putInt(32000).putShort((short) 2).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * length);
    for (int i = 0; i < length; i++) {
      wav.putShort((short) (8000 * Math.sin(i * (0.1 + length % 97 / 200.0))));
    }
    Files.createDirectories(file.resolveSibling(""));
    Files.write(file, wav.array());
  }
}
