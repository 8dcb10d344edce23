package miles.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * Chart.js, as the build put it on the class path; every report holds a copy of it and of its
 * licence.
 *
 * @param version its version
 * @param script its code, with its notice and without the reference to a source map, which a
 *     browser's tools would fetch
 * @param licence its licence
 */
record ChartLibrary(String version, String script, String licence) {

  private static final String ARTIFACT = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";

  /** Reads it from the class path. */
  static ChartLibrary load() {
    Properties artifact = new Properties();
    try (InputStream in = open(ARTIFACT)) {
      artifact.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = artifact.getProperty("version");
    String folder = "/META-INF/resources/webjars/chart.js/" + version;
    String script = read(folder + "/dist/chart.umd.min.js");
    return new ChartLibrary(
        version,
        script.replaceAll("(?m)^//# sourceMappingURL=.*$", "").strip(),
        read(folder + "/LICENSE.md").strip());
  }

  /**
   * Returns a text of the class path.
   *
   * @param path from its root, beginning with a slash
   */
  static String read(String path) {
    try (InputStream in = open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String path) {
    InputStream in = ChartLibrary.class.getResourceAsStream(path);
    if (in == null) {
      throw new IllegalStateException(path + " is not on the class path; build anew");
    }
    return in;
  }
}
