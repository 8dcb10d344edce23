package miles.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import miles.config.TaskConfig;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.FloatRange;

class ManifestRoundTripTest {

  private static final ManifestSchema SCHEMA =
      new ManifestSchema(
          TaskConfig.Kind.REGRESSION,
          "target",
          List.of(),
          List.of(
              new ManifestSchema.Source(
                  "text", ManifestSchema.Source.Kind.TEXT, List.of("text, or \"note\"")),
              new ManifestSchema.Source(
                  "bio", ManifestSchema.Source.Kind.TABULAR, List.of("bio.x"))));

  @Property(tries = 200)
  void whatIsWrittenAsRfc4180IsRead(
      @ForAll("texts") List<String> texts,
      @ForAll @FloatRange(min = -0x1p59f, max = 0x1p59f) float target,
      @ForAll boolean windows)
      throws IOException {
    String end = windows ? "\r\n" : "\n";
    StringBuilder csv = new StringBuilder("id,split,target,\"text, or \"\"note\"\"\",bio.x" + end);
    for (int i = 0; i < texts.size(); i++) {
      String split = i == 0 ? "train" : "validation";
      csv.append(String.join(",", "r" + i, split, "" + target, quote(texts.get(i)), "" + target))
          .append(end);
    }
    Path folder = Files.createTempDirectory("manifest");
    Path file = Files.writeString(folder.resolve("manifest.csv"), csv);
    try {
      List<Sample> samples = Manifest.read(file, SCHEMA).samples();

      assertThat(samples)
          .extracting(sample -> ((Cell.Text) sample.cells().get(0)).text())
          .isEqualTo(texts);
      assertThat(samples)
          .allSatisfy(
              sample -> {
                assertThat(Labels.number(sample.label())).contains(target);
                assertThat(((Cell.Numbers) sample.cells().get(1)).values()).containsExactly(target);
              });
    } finally {
      Files.delete(file);
      Files.delete(folder);
    }
  }

  @Provide
  Arbitrary<List<String>> texts() {
    return Arbitraries.of(",", "\"", "\n", "\r", "\t", " ", ";", "'", "a", "Z", "ä", "€", "😀")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts) + "x")
        .list()
        .ofMinSize(2)
        .ofMaxSize(8);
  }

  private static String quote(String cell) {
    return "\"" + cell.replace("\"", "\"\"") + "\"";
  }
}
