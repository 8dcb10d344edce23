package miles.report;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Takes pictures of a report: light, dark, on a phone, and printed.
 *
 * <pre>{@code java … miles.report.Screenshots saved/digits/report.html FOLDER NAME}</pre>
 */
final class Screenshots {

  private Screenshots() {}

  public static void main(String[] arguments) throws Exception {
    Path page = Path.of(arguments[0]);
    Path folder = Path.of(arguments[1]);
    String name = arguments[2];
    Path profile = Files.createTempDirectory("chromium");
    try (Chromium chromium = new Chromium(Chromium.installed().orElseThrow(), profile)) {
      for (String theme : new String[] {"light", "dark"}) {
        chromium.look(1100, 900, false, theme);
        chromium.open(page);
        Files.write(folder.resolve(name + "-" + theme + ".png"), chromium.screenshot());
      }
      chromium.look(375, 812, true, "light");
      chromium.open(page);
      Files.write(folder.resolve(name + "-phone.png"), chromium.screenshot());
      chromium.look(1100, 900, false, "dark");
      chromium.open(page);
      Files.write(folder.resolve(name + ".pdf"), chromium.print());
      chromium.complaints().forEach(System.err::println);
    }
  }
}
