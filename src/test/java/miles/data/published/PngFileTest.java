package miles.data.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngFileTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anotherReaderFindsEveryPixel(int channels) throws IOException {
    byte[] pixels = new byte[5 * 7 * channels];
    new Random(1).nextBytes(pixels);

    BufferedImage image = ImageIO.read(new ByteArrayInputStream(PngFile.of(5, 7, pixels)));

    assertThat(image.getHeight()).isEqualTo(5);
    assertThat(image.getWidth()).isEqualTo(7);
    assertThat(image.getRaster().getNumBands()).isEqualTo(channels);
    for (int i = 0; i < pixels.length; i++) {
      int pixel = i / channels;
      assertThat(image.getRaster().getSample(pixel % 7, pixel / 7, i % channels))
          .isEqualTo(Byte.toUnsignedInt(pixels[i]));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {34, 70, 106})
  void anotherNumberOfValuesIsRefused(int count) {
    assertThatThrownBy(() -> PngFile.of(5, 7, new byte[count]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
