package miles.data.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import miles.data.DataException;
import miles.data.Split;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SMnistTest {

  @TempDir private Path folder;
  private Path source = Path.of("");
  private Path out = Path.of("");

  @BeforeEach
  void publish() throws IOException {
    source = PublishedFolders.write(PublishedSet.S_MNIST, folder.resolve("published"));
    out = folder.resolve("out");
  }

  private ImportSummary importIt() throws IOException {
    return PublishedSet.S_MNIST.importInto(source, out, (done, total) -> {});
  }

  private void refused(String file, byte[] bytes, String message) throws IOException {
    Files.write(source.resolve(file), bytes);
    assertThatThrownBy(this::importIt)
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
    assertThat(out).doesNotExist();
  }

  @Test
  void everyPixelAndEveryNumberArrives() throws IOException {
    importIt();
    Map<String, Map<String, String>> rows = Rows.of(out);

    assertThat(rows).hasSize(80);
    for (int row : new int[] {0, 37, 59}) {
      Map<String, String> cells = rows.getOrDefault("train-000%02d".formatted(row), Map.of());
      assertThat(cells).containsEntry("label", Integer.toString(row % 10)).hasSize(4 + 507);
      BufferedImage image = ImageIO.read(out.resolve(cells.getOrDefault("image", "")).toFile());
      assertThat(image.getWidth()).isEqualTo(28);
      for (int pixel = 0; pixel < 784; pixel++) {
        assertThat(image.getRaster().getSample(pixel % 28, pixel / 28, 0))
            .isEqualTo(PublishedFolders.pixel(row * 784 + pixel));
      }
      int column = 20 * 13 + 5;
      assertThat(Float.parseFloat(cells.getOrDefault("audio.t20c05", "")))
          .isEqualTo((float) PublishedFolders.mfcc(row * 507 + column));
    }
  }

  @Test
  void thePublishersTestStaysAndRowsOfOneVoiceStayTogether() throws IOException {
    ImportSummary summary = importIt();
    Map<String, Map<String, String>> rows = Rows.of(out);

    assertThat(summary.rows())
        .containsEntry(Split.TEST, PublishedFolders.S_MNIST_TEST)
        .containsEntry(Split.VALIDATION, 20)
        .containsEntry(Split.TRAIN, PublishedFolders.S_MNIST_TRAIN - 20);
    for (int row = 0; row < 30; row++) {
      assertThat(split(rows, row)).isEqualTo(split(rows, row + 30));
    }
    assertThat(rows.values().stream().filter(row -> row.containsValue("test")))
        .allSatisfy(row -> assertThat(row.get("id")).startsWith("test-"));
  }

  private static String split(Map<String, Map<String, String>> rows, int row) {
    return rows.getOrDefault("train-000%02d".formatted(row), Map.of()).getOrDefault("split", "");
  }

  @Test
  void pixelsUpTo255AreTakenAsTheyAre() throws IOException {
    for (String part : new String[] {"train", "test"}) {
      int rows = part.equals("train") ? 60 : 20;
      byte[] pixels = new byte[rows * 784];
      pixels[5] = (byte) 200;
      Files.write(
          source.resolve("data_wr_" + part + ".npy"),
          NpyBytes.bytes("(%d, 28, 28)".formatted(rows), pixels));
    }
    importIt();

    BufferedImage image = ImageIO.read(out.resolve("images/train-00000.png").toFile());
    assertThat(image.getRaster().getSample(5, 0, 0)).isEqualTo(200);
  }

  @Test
  void filesThatDoNotBelongTogetherAreRefused() throws IOException {
    refused(
        "labels_test.npy",
        NpyBytes.doubles("(19,)", 19, i -> 1),
        "labels_test.npy has 19 rows, but data_wr_test.npy has 20");
    refused(
        "data_sp_train.npy",
        NpyBytes.doubles("(60, 506)", 60 * 506, i -> 1),
        "data_sp_train.npy has the shape [60, 506], not 507 values a row");
  }

  @Test
  void valuesThatMeanNothingAreRefusedWithTheirPlace() throws IOException {
    refused(
        "labels_train.npy",
        NpyBytes.doubles("(60,)", 60, i -> i == 7 ? 10 : 3),
        "labels_train.npy row 7: 10.0 is no digit");
    publish();
    refused(
        "data_wr_train.npy",
        NpyBytes.doubles("(60, 784)", 60 * 784, i -> i == 800 ? Double.NaN : 0),
        "data_wr_train.npy row 1: NaN is no pixel");
    publish();
    refused(
        "data_sp_test.npy",
        NpyBytes.doubles("(20, 507)", 20 * 507, i -> i == 510 ? 1e300 : i),
        "data_sp_test.npy row 1, column 3: Infinity is no finite number");
  }
}
