package miles.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import miles.config.ConfigException;
import miles.train.EpochLog;
import miles.train.RunFolderException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {

  private static final Pattern DATA =
      Pattern.compile(
          "<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

  @TempDir private Path folder;

  private String html() throws IOException {
    Path file = folder.resolve("report.html");
    RunReport.write(folder, file);
    return Files.readString(file);
  }

  private static JsonNode charts(String html) throws IOException {
    Matcher data = DATA.matcher(html);
    assertThat(data.find()).isTrue();
    return new ObjectMapper().readTree(data.group(1)).get("charts");
  }

  private JsonNode chart(String id) throws IOException {
    for (JsonNode chart : charts(html())) {
      if (chart.path("id").asText().equals(id)) {
        return chart;
      }
    }
    throw new AssertionError("no chart " + id);
  }

  @Test
  void theChartsHaveTheNumbersOfTheEpochsToTheLastBit() throws IOException {
    SampleRun.write(folder);
    List<Map<String, Double>> rows = EpochLog.read(folder.resolve("epochs.csv"));
    Set<String> drawn = new HashSet<>();
    for (JsonNode chart : charts(html())) {
      for (JsonNode line : chart.path("lines")) {
        String column = line.path("column").asText();
        List<Double> values = new ArrayList<>();
        line.path("y").forEach(y -> values.add(y.isNull() ? Double.NaN : y.doubleValue()));
        assertThat(values).as(column).isEqualTo(rows.stream().map(r -> r.get(column)).toList());
        assertThat(line.path("x")).hasSize(rows.size());
        drawn.add(column);
      }
    }
    Set<String> expected = new HashSet<>(rows.get(0).keySet());
    // With two modalities, without one is only the other.
    expected.removeAll(
        List.of("epoch", "step", "seconds", "score/without/image", "score/without/audio"));
    assertThat(drawn).isEqualTo(expected);
  }

  @Test
  void everyChartIsATableToo() throws IOException {
    SampleRun.write(folder);
    SampleRun.writeScores(folder);
    String html = html();
    for (JsonNode chart : charts(html)) {
      String title = chart.path("title").asText();
      int start = html.indexOf("<details><summary>Table: " + title + "</summary>");
      assertThat(start).as(title).isPositive();
      String table = html.substring(start, html.indexOf("</details>", start));
      int rows = table.split("<tr>", -1).length - 2;
      assertThat(rows)
          .as(title)
          .isEqualTo(
              switch (chart.path("id").asText()) {
                case "subsets" -> 6;
                case "reliability" -> 1;
                default -> SampleRun.EPOCHS;
              });
    }
    assertThat(html).contains("<tr><th scope=\"row\">1</th><td>0.5500</td>");
  }

  @Test
  void theEpochInWhichARateWasScaledIsMarkedWhateverTheSchedule() throws IOException {
    SampleRun.write(folder);
    for (JsonNode line : chart("utilization-masked").path("lines")) {
      JsonNode marks = line.path("marks");
      if (line.path("name").asText().equals("image")) {
        assertThat(marks).hasSize(1);
        assertThat(marks.path("" + SampleRun.SLOWED).asText()).isEqualTo("learning rate × 0.5");
      } else {
        assertThat(marks).isEmpty();
      }
    }
    JsonNode band = chart("utilization-masked").path("bands").get(0);
    assertThat(band.path("low").get(4).doubleValue()).isEqualTo(0.1 + 0.01 * 5);
    assertThat(band.path("high").get(0).doubleValue()).isEqualTo(0.1 + 0.01 + 0.2);
    assertThat(chart("utilization-heads").path("bands")).isEmpty();
  }

  @Test
  void thePresetsRuleIsDrawnAndNotThatOfTheSectionMiles() throws IOException {
    SampleRun.write(folder, "balance.method=miles-plus", "balance.miles.source=heads");

    assertThat(html())
        .contains("miles-plus (masked, τ = 0.2, μ = 0.25)")
        .contains("MILES compared other rates");
    assertThat(chart("utilization-masked").path("bands")).isEmpty();
    assertThat(chart("utilization-heads").path("bands")).isEmpty();
  }

  @Test
  void aBandIsDrawnOnlyOfTheRatesThatWereCompared() throws IOException {
    SampleRun.write(folder, "balance.miles.useful=0.1");
    assertThat(html()).contains("Only a modality whose own rate exceeds 0.1 is helped");
    assertThat(chart("utilization-masked").path("bands")).hasSize(1);
    SampleRun.write(folder, "balance.miles.smoothing=0.5");
    assertThat(chart("utilization-masked").path("bands")).isEmpty();
  }

  @Test
  void aBoostsBandReachesDownFromTheGreatestRate() throws IOException {
    SampleRun.write(folder, "balance.miles.direction=boost", "balance.miles.source=heads");
    JsonNode band = chart("utilization-heads").path("bands").get(0);
    assertThat(band.path("high").get(0).doubleValue()).isEqualTo(0.6 - 0.07);
    assertThat(band.path("low").get(0).doubleValue()).isEqualTo(0.6 - 0.07 - 0.2);
  }

  @Test
  void noNameCanEndTheScriptOrBecomeATag() throws IOException {
    SampleRun.write(folder);
    SampleRun.writeScores(folder);
    String html = html();
    assertThat(html).doesNotContain("<script>document.title", "<!-- &", "m<b>");
    assertThat(html.split("</script", -1)).as("data, library, script").hasSize(4);
    assertThat(html).contains("&lt;/script&gt;&lt;script&gt;document.title=&#39;taken&#39;");
    String json = Html.json(List.of(SampleRun.HOSTILE, "\u2028"));
    assertThat(json).doesNotContain("<", ">", "&", "\u2028");
    assertThat(new ObjectMapper().readTree(json).get(0).asText()).isEqualTo(SampleRun.HOSTILE);
  }

  @Test
  void whatTheTestSplitSaysIsShown() throws IOException {
    SampleRun.write(folder);
    SampleRun.writeScores(folder);
    String html = html();
    assertThat(html).contains("4 of 5", "<dd>0.9000</dd>", "Confusion matrix", "10 samples of one");
    JsonNode subsets = chart("subsets");
    assertThat(subsets.path("names")).hasSize(6);
    assertThat(subsets.path("names").get(0).asText()).isEqualTo("fused");
    assertThat(subsets.path("values").get(1).doubleValue()).isEqualTo(0.6);
    JsonNode measured = chart("reliability").path("lines").get(1);
    assertThat(measured.path("y").get(0).doubleValue()).isEqualTo(0.9);
    assertThat(measured.path("marks").path("0").asText()).isEqualTo("30 predictions");
    assertThat(chart("scores").path("lines").get(0).path("marks").path("3").asText())
        .isEqualTo("best epoch");
  }

  @Test
  void aRunThatGoesOnHasAReportOfItsEpochsAndSaysWhatIsMissing() throws IOException {
    SampleRun.write(folder);
    assertThat(html())
        .contains("The test split was not scored", "5 of 5")
        .doesNotContain("Confusion");
  }

  @Test
  void aUnimodalRunShowsNothingFused() throws IOException {
    SampleRun.write(folder, "balance.method=unimodal", "training.monitor=heads");
    SampleRun.writeScores(folder);
    String html = html();
    assertThat(html).contains("A unimodal run").doesNotContain("Utilization", "Confusion matrix");
    assertThat(chart("subsets").path("names")).hasSize(2);
    assertThat(chart("scores").path("lines")).hasSize(2);
  }

  @Test
  void whatNoReportCanBeMadeOfIsNamed() throws IOException {
    assertThatThrownBy(this::html)
        .isInstanceOf(ReportException.class)
        .hasMessageContaining("holds no run");
    SampleRun.write(folder);
    Files.writeString(folder.resolve("scores.json"), "{");
    assertThatThrownBy(this::html)
        .isInstanceOf(ReportException.class)
        .hasMessageContaining("scores.json is damaged");
    Files.writeString(folder.resolve("epochs.csv"), "epoch,step\r\n1,x\r\n");
    assertThatThrownBy(this::html)
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("epochs.csv is damaged");
    Files.writeString(folder.resolve("epochs.csv"), "");
    assertThatThrownBy(this::html)
        .isInstanceOf(ReportException.class)
        .hasMessageContaining("epochs.csv is damaged");
    Files.delete(folder.resolve("epochs.csv"));
    assertThatThrownBy(this::html)
        .isInstanceOf(ReportException.class)
        .hasMessageContaining("no epoch is done yet");
    Files.writeString(folder.resolve("run.yaml"), "name: [");
    Files.writeString(folder.resolve("epochs.csv"), "epoch,step\r\n1,2\r\n");
    assertThatThrownBy(this::html).isInstanceOf(ConfigException.class);
  }

  @Test
  void numbersAreAsLongAsTheyNeedToBe() {
    assertThat(List.of(0.2, 20.0, 0.0005, 1e-5, 123456.7, 0.0, -0.25).stream().map(Numbers::text))
        .containsExactly("0.2", "20", "5e-04", "1e-05", "1.235e+05", "0", "-0.25");
    assertThat(Numbers.cell(0.2)).isEqualTo("0.2000");
    assertThat(Numbers.cell(Double.NaN)).isEqualTo("–");
  }
}
