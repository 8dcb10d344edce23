package miles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import miles.config.RunFileFuzz;
import miles.data.ManifestFuzz;
import miles.data.PictureFuzz;
import miles.data.WavFuzz;
import miles.interop.SavedModelFuzz;
import miles.serve.RequestFuzz;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The readers of what strangers send, on the files of {@code src/test/resources/fuzz/TARGET} and on
 * seeded mutations of them. {@code mvn test-compile exec:exec -Pfuzz -Dfuzz.target=…} goes on from
 * there, guided by coverage; what it finds is added to the folder, and stays a test.
 */
class FuzzTest {

  private static final Path SEEDS = Path.of("src/test/resources/fuzz");
  private static final int LONGEST = 1 << 16;

  /**
   * A reader.
   *
   * @param name of its folder
   * @param mutations of its files that are tried
   * @param target fails by anything that is no refusal
   */
  record Reader(String name, int mutations, Target target) {

    /** Reads any bytes. */
    @FunctionalInterface
    interface Target {
      void read(byte[] input) throws IOException;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Reader> readers() {
    return List.of(
        new Reader("manifest", 500, ManifestFuzz::fuzzerTestOneInput),
        new Reader("picture", 20_000, PictureFuzz::fuzzerTestOneInput),
        new Reader("wav", 20_000, WavFuzz::fuzzerTestOneInput),
        new Reader("run", 500, RunFileFuzz::fuzzerTestOneInput),
        new Reader("model", 300, SavedModelFuzz::fuzzerTestOneInput),
        new Reader("request", 5_000, RequestFuzz::fuzzerTestOneInput));
  }

  @ParameterizedTest
  @MethodSource("readers")
  void bytesAreReadOrRefused(Reader reader) throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    try (Stream<Path> files = Files.list(SEEDS.resolve(reader.name()))) {
      for (Path file : files.sorted().toList()) {
        seeds.add(Files.readAllBytes(file));
      }
    }
    assertThat(seeds).isNotEmpty();
    for (byte[] seed : seeds) {
      attempt(reader, seed);
    }
    Random random = new Random(1);
    for (int i = 0; i < reader.mutations(); i++) {
      byte[] seed = seeds.get(random.nextInt(seeds.size()));
      attempt(reader, mutated(seed, seeds.get(random.nextInt(seeds.size())), random));
    }
  }

  private static void attempt(Reader reader, byte[] input) {
    assertThatCode(() -> reader.target().read(input))
        .as(() -> reader + " on " + HexFormat.of().formatHex(input))
        .doesNotThrowAnyException();
  }

  /** Returns a copy with one to four changes. */
  private static byte[] mutated(byte[] seed, byte[] other, Random random) {
    byte[] bytes = seed.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> {
          byte extreme = (byte) (random.nextBoolean() ? 0xFF : 0);
          Arrays.fill(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(8)), extreme);
        }
        case 4 -> bytes = joined(bytes, at, other, random.nextInt(other.length + 1));
        default -> bytes = joined(bytes, at, bytes, random.nextInt(at + 1));
      }
    }
    return bytes.length > LONGEST ? Arrays.copyOf(bytes, LONGEST) : bytes;
  }

  /** Returns the start of one array and the end of another. */
  private static byte[] joined(byte[] start, int length, byte[] end, int from) {
    byte[] all = Arrays.copyOf(start, length + end.length - from);
    System.arraycopy(end, from, all, length, end.length - from);
    return all;
  }
}
