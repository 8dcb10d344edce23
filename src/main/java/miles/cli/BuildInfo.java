package miles.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What the build wrote down about itself.
 *
 * @param version the project's version
 * @param nativeLibrary the classifier of the TensorFlow library on the class path, such as {@code
 *     linux-x86_64-gpu}
 */
record BuildInfo(String version, String nativeLibrary) {

  private static final String RESOURCE = "build.properties";

  /** Reads the file that the build wrote beside this class. */
  static BuildInfo load() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the build; build it anew");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuildInfo(
        properties.getProperty("version", ""), properties.getProperty("tensorflow.native", ""));
  }

  /** Whether this build can use a GPU. */
  boolean gpu() {
    return nativeLibrary.endsWith("-gpu");
  }
}
