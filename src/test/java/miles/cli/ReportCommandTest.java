package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {

  @TempDir private Path folder;

  @Test
  void whatNoReportCanBeMadeOfIsRefusedInOneSentence() throws IOException {
    assertRefused("holds no run", folder.toString());
    assertRefused("a folder that exists", folder.toString(), "--out", folder.toString());
    Path nowhere = folder.resolve("none/r.html");
    assertRefused("a folder that exists", folder.toString(), "--out", nowhere.toString());
    Files.writeString(folder.resolve("summary.json"), "{}");
    Files.writeString(folder.resolve("compare.csv"), "method\r\n");
    assertRefused("summary.json is damaged", folder.toString());
    assertThat(folder.resolve("report.html")).doesNotExist();
  }

  private static void assertRefused(String reason, String... arguments) {
    List<String> all = new ArrayList<>(List.of("report"));
    all.addAll(List.of(arguments));
    RecordedConsole recorded = RecordedConsole.run(all.toArray(String[]::new));
    assertThat(recorded.code()).as(recorded.err()).isEqualTo(Failure.BAD_INPUT);
    assertThat(recorded.err()).contains(reason).doesNotContain("Internal error", "\tat ");
    assertThat(recorded.out()).isEmpty();
  }
}
