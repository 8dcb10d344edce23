package miles.data;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What a file's header says about a picture or a sound, read without decoding it.
 *
 * @param size {@code width x height} of a picture; empty for a sound
 * @param mode what a pixel of a picture holds; empty for a sound
 * @param sampleRate Hz of a sound; 0 for a picture
 * @param seconds length of a sound; 0 for a picture
 */
record FileFacts(String size, String mode, int sampleRate, double seconds) {

  /**
   * Returns the facts of a picture.
   *
   * @throws ImageHeader.ImageException if it has no readable header
   */
  static FileFacts picture(Path path) throws IOException, ImageHeader.ImageException {
    ImageHeader header = ImageHeader.of(ImageExtractor.bytes(path));
    return new FileFacts(header.width() + "x" + header.height(), header.mode(), 0, 0);
  }

  /**
   * Returns the facts of a sound.
   *
   * @throws WavFile.WavException if the file is no WAV file whose every sample can be read
   */
  static FileFacts sound(Path path) throws IOException, WavFile.WavException {
    WavFile file = WavFile.read(path);
    file.checkSamples();
    return new FileFacts("", "", file.sampleRate(), (double) file.length() / file.sampleRate());
  }
}
