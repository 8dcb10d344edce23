package miles.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import miles.config.EncoderConfig;
import miles.config.ModalityConfig;
import miles.config.Normalization;

/** Small pictures, sounds and settings for tests. */
public final class TestFiles {

  static final EncoderConfig ENCODER = new EncoderConfig.Mlp(List.of(4), 0, Normalization.NONE);

  static final EncoderConfig TEXT_ENCODER = new EncoderConfig.EmbeddingBag(4, List.of(), 0);

  private TestFiles() {}

  static ModalityConfig.Image image(int height, int width, int channels) {
    return new ModalityConfig.Image("image", height, width, channels, ENCODER);
  }

  /** A tenth of a second at 8 kHz: 7 frames of 200 samples, 16 bands. */
  static ModalityConfig.Audio audio() {
    return new ModalityConfig.Audio("audio", 8000, 0.1, 200, 100, 16, 50, 4000, ENCODER);
  }

  /** MFCCs of the same frames, of sounds divided by their maximum, not standardised. */
  static ModalityConfig.Audio mfcc(int coefficients) {
    return new ModalityConfig.Audio(
        "audio",
        8000,
        0.1,
        200,
        100,
        16,
        50,
        4000,
        ModalityConfig.Audio.Scaling.MAXIMUM,
        ModalityConfig.Audio.Features.MFCC,
        coefficients,
        false,
        ENCODER);
  }

  static ModalityConfig.Text text(ModalityConfig.Text.Tokens tokens, int length) {
    return new ModalityConfig.Text("text", tokens, true, length, 50, TEXT_ENCODER);
  }

  static ModalityConfig.Tabular tabular() {
    return new ModalityConfig.Tabular(List.of(), ENCODER);
  }

  /** Writes a grey picture with the given rows of pixels. */
  static void greyPng(Path file, int[][] pixels) throws IOException {
    BufferedImage image =
        new BufferedImage(pixels[0].length, pixels.length, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < pixels.length; y++) {
      for (int x = 0; x < pixels[0].length; x++) {
        image.getRaster().setSample(x, y, 0, pixels[y][x]);
      }
    }
    write(file, image, "png");
  }

  public static void write(Path file, BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, bytes)) {
      throw new IOException("no writer of " + format);
    }
    Files.createDirectories(file.getParent());
    Files.write(file, bytes.toByteArray());
  }

  /** Returns a WAV file of one channel with 16-bit samples. */
  public static byte[] wav16(int sampleRate, double... samples) {
    ByteBuffer data = ByteBuffer.allocate(samples.length * 2).order(ByteOrder.LITTLE_ENDIAN);
    for (double sample : samples) {
      data.putShort((short) Math.round(sample * 32767));
    }
    return wav(1, 16, 1, sampleRate, data.array());
  }

  /** Returns a WAV file with a plain 16-byte format. */
  static byte[] wav(int code, int bits, int channels, int sampleRate, byte[] data) {
    ByteBuffer format = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    int block = channels * bits / 8;
    format.putShort((short) code).putShort((short) channels).putInt(sampleRate);
    format.putInt(sampleRate * block).putShort((short) block).putShort((short) bits);
    return riff(Map.entry("fmt ", format.array()), Map.entry("data", data));
  }

  /** Returns a RIFF file of the given chunks. */
  @SafeVarargs
  static byte[] riff(Map.Entry<String, byte[]>... chunks) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("WAVE".getBytes(StandardCharsets.ISO_8859_1));
    for (Map.Entry<String, byte[]> chunk : chunks) {
      body.writeBytes(chunk.getKey().getBytes(StandardCharsets.ISO_8859_1));
      body.writeBytes(int32(chunk.getValue().length));
      body.writeBytes(chunk.getValue());
      if (chunk.getValue().length % 2 == 1) {
        body.write(0);
      }
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes("RIFF".getBytes(StandardCharsets.ISO_8859_1));
    file.writeBytes(int32(body.size()));
    file.writeBytes(body.toByteArray());
    return file.toByteArray();
  }

  static double[] sine(double hertz, double amplitude, int sampleRate, int length) {
    double[] samples = new double[length];
    for (int i = 0; i < length; i++) {
      samples[i] = amplitude * Math.sin(2 * Math.PI * hertz * i / sampleRate);
    }
    return samples;
  }

  private static byte[] int32(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
