package miles.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a file's header says about a picture or a sound, read without decoding it.
 *
 * @param size {@code width x height} of a picture; empty for a sound
 * @param sampleRate Hz of a sound; 0 for a picture
 * @param seconds length of a sound; 0 for a picture
 */
record FileFacts(String size, int sampleRate, double seconds) {

  private static final int PNG_WIDTH = 16;

  /** Returns the facts of a picture, or nothing if it has no readable header. */
  static Optional<FileFacts> picture(Path path) throws IOException {
    if (Files.size(path) > ImageExtractor.GREATEST_SIZE) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(path);
    ByteBuffer file = ByteBuffer.wrap(bytes);
    if (bytes.length >= PNG_WIDTH + 8 && bytes[1] == 'P') {
      return Optional.of(picture(file.getInt(PNG_WIDTH), file.getInt(PNG_WIDTH + 4)));
    }
    int at = 2;
    while (at + 9 < bytes.length && bytes[at] == (byte) 0xFF) {
      int marker = Byte.toUnsignedInt(bytes[at + 1]);
      if (marker == 0xFF) {
        at++; // a fill byte
      } else if (isFrame(marker)) {
        int height = Short.toUnsignedInt(file.getShort(at + 5));
        return Optional.of(picture(Short.toUnsignedInt(file.getShort(at + 7)), height));
      } else {
        at += 2 + Short.toUnsignedInt(file.getShort(at + 2));
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the facts of a sound.
   *
   * @throws WavFile.WavException if the file is no WAV file whose every sample can be read
   */
  static FileFacts sound(Path path) throws IOException, WavFile.WavException {
    WavFile file = WavFile.read(path);
    file.checkSamples();
    return new FileFacts("", file.sampleRate(), (double) file.length() / file.sampleRate());
  }

  private static FileFacts picture(int width, int height) {
    return new FileFacts(width + "x" + height, 0, 0);
  }

  /**
   * Start of frame: 0xC0 … 0xCF but the markers for tables (C4), extensions (C8), arithmetic (CC).
   */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }
}
