package miles.data.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import miles.data.DataException;
import miles.data.Split;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LumaTest {

  @TempDir private Path folder;
  private Path source = Path.of("");
  private Path out = Path.of("");

  @BeforeEach
  void publish() throws IOException {
    source = PublishedFolders.write(PublishedSet.LUMA, folder.resolve("published"));
    out = folder.resolve("out");
  }

  private ImportSummary importIt() throws IOException {
    return PublishedSet.LUMA.importInto(source, out, (done, total) -> {});
  }

  private void replace(String file, String old, String replacement) throws IOException {
    Path path = source.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(old);
    Files.writeString(path, text.replace(old, replacement));
  }

  @Test
  void rowsOfTheThreeTablesBecomeOneSample() throws IOException {
    importIt();
    Map<String, Map<String, String>> rows = Rows.of(out);

    assertThat(rows).hasSize(42);
    Map<String, String> row = rows.getOrDefault("train-00013", Map.of());
    assertThat(row)
        .containsEntry("label", "house")
        .containsEntry("audio", "audio/cv_audio/house_train_13.wav")
        .containsEntry("text", "A \"house\",\n13");
    assertThat(out.resolve("audio/cv_audio/house_train_13.wav"))
        .hasSameBinaryContentAs(source.resolve("audio/cv_audio/house_train_13.wav"));
    BufferedImage image = ImageIO.read(out.resolve("images/train-00013.png").toFile());
    byte[] pixels = new byte[30 * 32 * 32 * 3];
    new Random(30).nextBytes(pixels);
    for (int i = 0; i < 32 * 32 * 3; i++) {
      assertThat(image.getRaster().getSample(i / 3 % 32, i / 96, i % 3))
          .isEqualTo(Byte.toUnsignedInt(pixels[13 * 32 * 32 * 3 + i]));
    }
  }

  @Test
  void thePublishersTestStaysAndATenthOfEveryClassIsValidation() throws IOException {
    assertThat(importIt().rows())
        .containsEntry(Split.TRAIN, 27)
        .containsEntry(Split.VALIDATION, 3)
        .containsEntry(Split.TEST, 12);
    assertThat(
            Rows.of(out).values().stream()
                .filter(row -> row.containsValue("validation"))
                .map(row -> row.getOrDefault("label", "")))
        .containsExactlyInAnyOrder("bird", "house", "man");
  }

  @ParameterizedTest
  @CsvSource({
    "audio/datalist_train.csv, 'wav,house,,1', 'wav,horse,,1', its audio of class horse",
    "text_data_test.tsv, '\tman\t', '\tmen\t', its text of class men",
    "audio/datalist_test.csv, cv_audio/man_, ../../man_, leaves the folder audio",
    "audio/datalist_test.csv, cv_audio/man_, cv_audio/men_, no men_test_8.wav in",
    "image_data_train.csv, label, labels, has no column \"label\"",
    "image_data_test.csv, 'man\r\n', '', differ in length after row 8",
    "image_data_train.csv, 'house\r\nman', 'house\r\nman\r\nman', split train: the tables of LUMA",
    "text_data_train.tsv, '29\t\"A \"\"man\"\",\n29\"\tman\t0\n', '', ends after row",
    "text_data_train.tsv, '\tman\t0', '\tman', has 3 cells",
  })
  void tablesThatDoNotBelongTogetherAreRefused(
      String file, String old, String replacement, String message) throws IOException {
    replace(file, old, replacement);

    assertThatThrownBy(this::importIt)
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
    assertThat(folder).isDirectoryNotContaining("glob:**{out,.partial}");
  }

  @Test
  void picturesOfAnotherSizeAndTextInAnotherEncodingAreRefused() throws IOException {
    Files.write(source.resolve("text_data_train.tsv"), new byte[] {'a', (byte) 0xFF, '\n'});
    assertThatThrownBy(this::importIt).hasMessageContaining("text_data_train.tsv is not UTF-8");

    Files.write(
        source.resolve("image_data_train.npy"),
        NpyBytes.bytes("(30, 16, 16, 3)", new byte[30 * 16 * 16 * 3]));
    assertThatThrownBy(this::importIt)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("has the shape [30, 16, 16, 3], not n × 32 × 32 × 3");
  }

  @Test
  void aNoisySoundIsMentioned() throws IOException {
    replace("audio/datalist_test.csv", "tts_label", "noisy_path");

    assertThat(importIt().notes())
        .singleElement()
        .asString()
        .contains("12 rows of split test", "the clean one is taken");
  }
}
