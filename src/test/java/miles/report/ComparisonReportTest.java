package miles.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonReportTest {

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    SampleComparison.write(folder);
  }

  private String html() throws IOException {
    Path file = folder.resolve("report.html");
    ComparisonReport.write(folder, file);
    return Files.readString(file);
  }

  private static JsonNode chart(String html, String id) throws IOException {
    Matcher data = Pattern.compile("id=\"data\">(.*?)</script>", Pattern.DOTALL).matcher(html);
    assertThat(data.find()).isTrue();
    for (JsonNode chart : new ObjectMapper().readTree(data.group(1)).get("charts")) {
      if (chart.path("id").asText().equals(id)) {
        return chart;
      }
    }
    throw new AssertionError("no chart " + id);
  }

  @Test
  void theDotPlotHasTheSummarysMeansAndTheTablesRuns() throws IOException {
    JsonNode chart = chart(html(), "fused");
    assertThat(chart.path("names").toString()).isEqualTo("[\"uniform\",\"miles threshold=0.1\"]");
    JsonNode series = chart.path("series").get(0);
    assertThat(series.path("values").toString()).isEqualTo("[0.75,0.875]");
    assertThat(series.path("low").get(0).doubleValue()).isEqualTo(0.75 - 0.07);
    assertThat(series.path("high").get(0).doubleValue()).isEqualTo(0.75 + 0.07);
    assertThat(series.path("low").get(1).isNull()).as("a single run has no deviation").isTrue();
    assertThat(series.path("runs").toString()).isEqualTo("[[0.8,0.7],[0.9,0.85]]");
    assertThat(chart(html(), "modalities").path("series")).hasSize(2);
    assertThat(chart(html(), "cost").path("values").toString()).isEqualTo("[100.0,200.0]");
  }

  @Test
  void nothingIsBoldThatIsNotMarked() throws IOException {
    String html = html();
    Matcher marked = Pattern.compile("<tr class=\"marked\">(.*?)</tr>").matcher(html);
    List<String> rows = new ArrayList<>();
    while (marked.find()) {
      rows.add(marked.group(1));
    }
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0)).contains("only a", "+0.0625", "+0.0500 to +0.1500", "5 of 6, 1 even");
    assertThat(html).contains("+0.1000 to +0.1500", "-0.1000").doesNotContain("<b>", "<strong>");
    JsonNode difference = chart(html, "difference-0");
    assertThat(difference.path("zero").booleanValue()).isTrue();
    assertThat(difference.path("series").get(0).path("low").toString()).isEqualTo("[0.1]");
  }

  @Test
  void itSaysHowParametersWereChosenAndWhatDiverged() throws IOException {
    assertThat(html()).contains("tuned in 4 trials with seed 0", "3 (1 diverged)", "macro-f1");
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    assertThat(ComparisonReport.isComparison(folder)).isTrue();
    Files.writeString(folder.resolve("summary.json"), "{}");
    assertThatThrownBy(this::html)
        .isInstanceOf(ReportException.class)
        .hasMessageContaining("summary.json is damaged");
    Files.delete(folder.resolve("summary.json"));
    assertThat(ComparisonReport.isComparison(folder)).isFalse();
  }
}
