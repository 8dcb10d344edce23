package miles.data;

/** Any bytes as the header of a picture. */
public final class PictureFuzz {

  private PictureFuzz() {}

  /** The entry that Jazzer and {@code FuzzTest} call. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      ImageHeader header = ImageHeader.of(input);
      long pixels = (long) header.width() * header.height();
      if (header.width() < 1 || header.height() < 1 || pixels > ImageHeader.MOST_PIXELS) {
        throw new IllegalStateException("a picture that would not be decoded: " + header);
      }
    } catch (ImageHeader.ImageException e) {
      if (String.valueOf(e.getMessage()).chars().anyMatch(Character::isISOControl)) {
        throw new IllegalStateException("no sentence for a terminal", e);
      }
    }
  }
}
