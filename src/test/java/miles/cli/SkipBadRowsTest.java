package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad rows are left out, counted and named, and the data that are left are data of their own. */
class SkipBadRowsTest {

  private static final String SKIP = "--skip-bad-rows";

  @TempDir private Path folder;

  /**
   * Good rows of every split, and bad ones: a cell, a picture, and a class that is then unknown.
   */
  @BeforeEach
  void writeRunFileAndManifest() throws IOException {
    Place place = new Place(folder.toRealPath()).picture("img/broken.png");
    place.bytes("img/broken.png", BrokenFiles.ascii("no picture"));
    place.manifest(
        """
        id,split,label,file,text
        a,train,cat,img/good.png,one
        b,train,dog,img/good.png,two
        c,validation,cat,img/good.png,three
        d,test,dog,img/good.png,four
        e,dev,cat,img/good.png,five
        f,train,bird,img/broken.png,six
        g,test,bird,img/good.png,seven
        h,test,cat,img/good.png,eight
        """);
  }

  @Test
  void whatIsLeftIsTrainedOnScoredAndPredicted() throws IOException {
    RecordedConsole refused = run("train", "run.yaml");
    assertThat(refused.code()).isEqualTo(Failure.BAD_INPUT);

    RecordedConsole train = run("train", "run.yaml", SKIP);

    assertThat(train.code()).withFailMessage(train::err).isZero();
    assertThat(train.out()).contains("2 training, 1 validation, 2 test samples");
    assertThat(train.err())
        .contains(
            "skipped 3 bad rows:",
            "manifest.csv line 6, column \"split\": \"dev\" is no split.",
            "manifest.csv line 7, column \"file\": cannot read ",
            "manifest.csv line 8, column \"label\": class \"bird\" of split test does not occur");
    JsonNode environment =
        new ObjectMapper().readTree(folder.resolve("saved/broken/environment.json").toFile());
    assertThat(environment.path("skipped_rows").path("count").asInt()).isEqualTo(3);
    assertThat(environment.path("skipped_rows").path("reasons")).hasSize(3);

    RecordedConsole resumed =
        run("train", "run.yaml", SKIP, "--resume", "--set", "training.epochs=2");
    assertThat(resumed.code()).withFailMessage(resumed::err).isZero();

    RecordedConsole evaluate = run("evaluate", "saved/broken", SKIP);
    assertThat(evaluate.code()).withFailMessage(evaluate::err).isZero();
    assertThat(evaluate.out()).contains("split test, 2 samples");
    assertThat(evaluate.err()).contains("skipped 3 bad rows:");

    RecordedConsole predict =
        run("predict", "saved/broken", "--data", "manifest.csv", "--out", "out.csv", SKIP);
    assertThat(predict.code()).withFailMessage(predict::err).isZero();
    assertThat(predict.err()).contains("skipped 1 bad row:", "line 7", "wrote 7 rows");
    assertThat(Files.readAllLines(folder.resolve("out.csv")))
        .extracting(row -> row.split(",", 2)[0])
        .containsExactly("id", "a", "b", "c", "d", "e", "g", "h");
  }

  @Test
  void aRunIsNotResumedOnOtherRows() throws IOException {
    assertThat(run("train", "run.yaml", SKIP).code()).isZero();

    // The picture is there now, so that its row and the one of its class are good again.
    Files.copy(
        folder.resolve("img/good.png"),
        folder.resolve("img/broken.png"),
        StandardCopyOption.REPLACE_EXISTING);
    RecordedConsole resumed =
        run("train", "run.yaml", SKIP, "--resume", "--set", "training.epochs=2");

    assertThat(resumed.code()).isEqualTo(Failure.BAD_INPUT);
    assertThat(resumed.err()).contains("cannot be resumed with other data", "rows are skipped");
  }

  @Test
  void whatIsWrongWithTheWholeIsRefusedAllTheSame() throws IOException {
    assertThat(run("data", "check", "manifest.csv", SKIP, "--run", "run.yaml").err())
        .contains("skipped 3 bad rows:");
    Files.writeString(
        folder.resolve("manifest.csv"),
        "id,split,label,file,text\na,train,cat,img/good.png,one\nb,trian,dog,img/good.png,two\n");

    RecordedConsole check = run("data", "check", "manifest.csv", SKIP, "--run", "run.yaml");

    assertThat(check.code()).isEqualTo(Failure.BAD_INPUT);
    assertThat(check.err())
        .contains(
            "no row of split validation",
            "rows skipped before this: 1",
            "line 3, column \"split\": \"trian\" is no split");
  }

  private RecordedConsole run(String... words) {
    List<String> arguments =
        new ArrayList<>(
            Stream.of(words)
                .map(
                    word ->
                        word.matches("[a-z]+\\.(yaml|csv)|saved/.*")
                            ? folder.resolve(word).toString()
                            : word)
                .toList());
    if (words[0].equals("train")) {
      arguments.addAll(List.of("--saved", folder.resolve("saved").toString()));
    }
    return RecordedConsole.run(arguments.toArray(String[]::new));
  }
}
