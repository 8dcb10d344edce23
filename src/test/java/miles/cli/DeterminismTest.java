package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import miles.config.BalanceConfig.Method;
import miles.data.Sha256;
import miles.data.TestFiles;
import miles.train.JavaProcess;
import miles.train.SyntheticData;
import miles.train.TestRuns;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same seed gives the same bits in every process, with one thread and with two, whether the
 * data are decoded or come out of the cache. TensorFlow makes its threads once a process, so every
 * training here has a process of its own.
 */
@Tag("slow")
class DeterminismTest {

  private static final int ROWS = 36;

  /** Every kind of modality and of encoder, with dropout, and batch normalisation where it is. */
  private static final String EVERY_ENCODER =
      """
      name: mixed
      task: {kind: classification, score: accuracy}
      data: {manifest: manifest.csv}
      modalities:
        picture: {kind: image, column: picture, height: 16, width: 16, channels: 3, encoder: {kind: resnet, filters: 4, blocks: [1, 1]}}
        photo: {kind: image, column: picture, height: 12, width: 12, channels: 1, encoder: {kind: cnn, layers: [{filters: 4, pool: 2}], width: 8, dropout: 0.2, normalization: batch}}
        sound: {kind: audio, column: sound, sample_rate: 8000, seconds: 0.1, encoder: {kind: cnn-1d, layers: [{filters: 4}], width: 8, normalization: batch}}
        voice: {kind: audio, column: sound, sample_rate: 8000, seconds: 0.1, features: mfcc, encoder: {kind: lstm, width: 8, dropout: 0.2}}
        text: {kind: text, column: text, length: 6, encoder: {kind: gru, token_width: 6, width: 8}}
        words: {kind: text, column: text, length: 6, encoder: {kind: embedding-bag, token_width: 6}}
        number: {kind: tabular, encoder: {kind: mlp, units: [8], dropout: 0.2, normalization: layer}}
      fusion: {kind: attention, units: [8], dropout: 0.2}
      optimizer: {kind: adam, learning_rate: 0.01, clip_norm: 1}
      balance: {method: miles}
      training: {epochs: 2, batch_size: 8, seed: 4}
      """;

  @TempDir private Path folder;
  private Path saved;

  @BeforeEach
  void setUp() {
    saved = folder.resolve("saved");
  }

  @ParameterizedTest
  @CsvSource({"1,true", "2,false"})
  void everyEncoder(int threads, boolean warm) throws Exception {
    assertEveryEncoderTheSame(threads, warm);
  }

  @Tag("nightly")
  @ParameterizedTest
  @CsvSource({"1,false", "2,true"})
  void everyEncoderTheOtherWay(int threads, boolean warm) throws Exception {
    assertEveryEncoderTheSame(threads, warm);
  }

  private void assertEveryEncoderTheSame(int threads, boolean warm) throws Exception {
    writeMixedData();
    Files.writeString(folder.resolve("run.yaml"), EVERY_ENCODER);
    String run = folder.resolve("run.yaml").toString();
    assertTheSame(List.of("train", run, "--saved", saved.toString()), threads, warm);
  }

  @Tag("nightly")
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void everyMethod(int threads) throws Exception {
    SyntheticData.complementary(folder, 2, 48, 0.1);
    Files.writeString(folder.resolve("run.yaml"), TestRuns.yaml(2));
    String methods =
        Stream.of(Method.values())
            .map(method -> method.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.joining(","));
    String run = folder.resolve("run.yaml").toString();
    String out = saved.resolve("compare").toString();
    assertTheSame(
        List.of("compare", run, "--out", out, "--seeds", "1", "--methods", methods),
        threads,
        false);
  }

  /**
   * @param warm whether the second process finds the data of the first
   */
  private void assertTheSame(List<String> command, int threads, boolean warm) throws Exception {
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(List.of("--set", "training.threads=" + threads));
    run(arguments);
    Path first = Files.move(saved, folder.resolve("first"));
    Map<String, String> kept = kept(first);
    assertThat(kept.keySet()).anyMatch(file -> file.endsWith("epochs.csv"));
    assertThat(kept.keySet()).anyMatch(file -> file.contains("variables.data"));
    Map<String, Object> cached = Map.of();
    if (warm) {
      Files.createDirectory(saved);
      Files.move(first.resolve(".cache"), saved.resolve(".cache"));
      cached = cached();
      assertThat(cached).isNotEmpty();
    }
    run(arguments);
    assertThat(cached()).as("what is there is not made again").containsAllEntriesOf(cached);
    assertThat(kept(saved)).isEqualTo(kept);
  }

  /** Returns which file every name in the cache is, by what the file system calls it. */
  private Map<String, Object> cached() throws IOException {
    Map<String, Object> cached = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(saved.resolve(".cache"))) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        cached.put(file.toString(), Objects.requireNonNull(key));
      }
    }
    return cached;
  }

  private void run(List<String> arguments) throws IOException, InterruptedException {
    Path log = folder.resolve("log.txt");
    Process process =
        JavaProcess.of(List.of("-Xmx1g", JavaProcess.BRIEF), Main.class, arguments)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }

  /** Returns what must be equal of all that a command keeps, by file. */
  private static Map<String, String> kept(Path saved) throws IOException {
    Map<String, String> kept = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(saved)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String name = saved.relativize(file).toString();
        if (name.endsWith("epochs.csv")) {
          kept.put(name, TestRuns.epochsWithoutSeconds(file.getParent()));
        } else if (name.matches(".*(checkpoints|model)/.*|.*(scores|preprocessing)\\.json")) {
          MessageDigest digest = Sha256.begin();
          Sha256.add(file, digest);
          kept.put(name, Sha256.hex(digest));
        }
      }
    }
    return kept;
  }

  private void writeMixedData() throws IOException {
    Random random = new Random(3);
    StringBuilder csv = new StringBuilder("id,split,label,picture,sound,text,number.x\n");
    for (int row = 0; row < ROWS; row++) {
      BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
      image.getRaster().setDataElements(0, 0, 20, 20, random.ints(400).toArray());
      TestFiles.write(folder.resolve("%d.png".formatted(row)), image, "png");
      Files.write(
          folder.resolve("%d.wav".formatted(row)),
          TestFiles.wav16(8000, random.doubles(900, -1, 1).toArray()));
      String split = row % 3 < 1 ? "validation" : row % 3 == 1 ? "test" : "train";
      String words = random.ints(4, 0, 9).mapToObj("w%d"::formatted).reduce("", "%s %s"::formatted);
      csv.append("r%d,%s,c%d,%d.png,".formatted(row, split, row / 3 % 3, row))
          .append(row % 7 == 0 ? "" : row + ".wav")
          .append(",%s,%.3f\n".formatted(words, random.nextGaussian()));
    }
    Files.writeString(folder.resolve("manifest.csv"), csv);
  }
}
