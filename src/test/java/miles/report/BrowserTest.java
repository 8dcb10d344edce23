package miles.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reports in a real browser. */
@Tag("slow")
class BrowserTest {

  /** The number of dots of a canvas that are not transparent. */
  private static final String INK =
      """
      (function (canvas) {
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        let ink = 0;
        for (let i = 3; i < data.length; i += 4) ink += data[i] > 0 ? 1 : 0;
        return ink;
      })(document.getElementById('%s'))""";

  @TempDir private static Path profile;
  @TempDir private static Path folder;
  private static Chromium chromium;
  private static Path page;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> program = Chromium.installed();
    if (program.isEmpty()) {
      System.err.println(
          "SKIPPED: the report was not opened in a browser, for there is no Chromium.");
    }
    assumeTrue(program.isPresent(), "there is no Chromium on the PATH");
    SampleRun.write(folder);
    SampleRun.writeScores(folder);
    page = folder.resolve("report.html");
    RunReport.write(folder, page);
    chromium = new Chromium(program.get(), profile);
  }

  @AfterAll
  static void stop() throws Exception {
    if (chromium != null) {
      chromium.close();
    }
  }

  private static List<String> canvases() throws Exception {
    List<String> ids = new ArrayList<>();
    chromium
        .evaluate("[...document.querySelectorAll('canvas')].map(each => each.id)")
        .forEach(id -> ids.add(id.asText()));
    return ids;
  }

  private static String background() throws Exception {
    return chromium.evaluate("getComputedStyle(document.body).backgroundColor").asText();
  }

  private static double number(String expression) throws Exception {
    return chromium.evaluate(expression).doubleValue();
  }

  @Test
  void itOpensWithoutComplaintsAndDrawsEveryChartInBothThemesAndOnAPhone() throws Exception {
    List<String> backgrounds = new ArrayList<>();
    for (String theme : List.of("light", "dark")) {
      for (int width : new int[] {1280, 375}) {
        chromium.look(width, 800, width < 500, theme);
        chromium.open(page);
        assertThat(canvases()).hasSize(8);
        for (String canvas : canvases()) {
          assertThat(number(INK.formatted(canvas))).as(canvas).isGreaterThan(1000);
        }
        assertThat(number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
        backgrounds.add(background());
      }
    }
    assertThat(backgrounds.get(0)).isEqualTo(backgrounds.get(1)).isNotEqualTo(backgrounds.get(2));
    assertThat(backgrounds.get(2)).isEqualTo(backgrounds.get(3));
    assertThat(chromium.evaluate("document.title").asText()).isEqualTo("sample");
    assertThat(chromium.complaints()).isEmpty();
    assertThat(chromium.requests()).isNotEmpty().allMatch(url -> url.startsWith("file:"));
  }

  @Test
  void aPointSaysItsNumbersWhenTheMouseIsOverIt() throws Exception {
    chromium.look(1280, 800, false, "light");
    chromium.open(page);
    assertThat(pointAt("utilization-masked-canvas", SampleRun.SLOWED))
        .startsWith("epoch 3;")
        .contains("image  0.39  (learning rate × 0.5)", "audio  0.13")
        .doesNotContain("tolerated");
  }

  /**
   * Moves the mouse to where a chart drew a point of its first data set, and returns the tooltip.
   */
  private static String pointAt(String canvas, int index) throws Exception {
    String chart = "Chart.getChart(document.getElementById('%s'))".formatted(canvas);
    chromium.evaluate("document.getElementById('%s').scrollIntoView()".formatted(canvas));
    JsonNode at =
        chromium.evaluate(
            """
            (function (chart) {
              const point = chart.getDatasetMeta(0).data[%d];
              const box = chart.canvas.getBoundingClientRect();
              return [box.left + point.x, box.top + point.y];
            })(%s)"""
                .formatted(index, chart));
    chromium.moveMouse(at.get(0).doubleValue(), at.get(1).doubleValue());
    String text = "";
    // The chart answers when it is drawn next.
    for (int tries = 0; text.isEmpty() && tries < 100; tries++) {
      text =
          chromium
              .evaluate(
                  """
                  (function (tooltip) {
                    const lines = (tooltip.body || []).map(each => each.lines[0]);
                    return [...(tooltip.title || []), ...lines].join(';');
                  })(%s.tooltip)"""
                      .formatted(chart))
              .asText();
      Thread.sleep(20);
    }
    return text;
  }

  @Test
  void aComparisonIsDrawnTooAndItsDotsSayTheirIntervals() throws Exception {
    Path comparison = folder.resolve("comparison.html");
    ComparisonReport.write(SampleComparison.write(folder), comparison);
    for (String theme : List.of("dark", "light")) {
      for (int width : new int[] {375, 1280}) {
        chromium.look(width, 800, width < 500, theme);
        chromium.open(comparison);
        assertThat(canvases()).hasSize(4);
        for (String canvas : canvases()) {
          assertThat(number(INK.formatted(canvas))).as(canvas).isGreaterThan(1000);
        }
        assertThat(number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
      }
    }
    assertThat(pointAt("difference-0-canvas", 0)).contains("difference  0.125  (0.1 to 0.15)");
    assertThat(pointAt("fused-canvas", 1)).contains("fused  0.875").doesNotContain(" to ");
    assertThat(chromium.complaints()).isEmpty();
  }

  @Test
  void theButtonChangesTheThemeAndPaperIsLight() throws Exception {
    chromium.look(1280, 800, false, "light");
    chromium.open(page);
    String light = background();
    chromium.evaluate("document.getElementById('theme').click()");
    assertThat(background()).isNotEqualTo(light);
    assertThat(chromium.print()).startsWith("%PDF".getBytes(StandardCharsets.US_ASCII));
    assertThat(background()).as("after printing").isNotEqualTo(light);
    assertThat(chromium.complaints()).isEmpty();
  }
}
