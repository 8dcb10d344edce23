package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of input that we could think of: what is broken is refused before anything is trained,
 * by exit code 2 and sentences that stand in {@code broken-input.txt}; what is odd but allowed is
 * taken, with the notes of {@code odd-input.txt}.
 */
class InputTest {

  private static final InputGolden BROKEN =
      new InputGolden(Path.of("src/test/resources/miles/cli/broken-input.txt"));
  private static final InputGolden ODD =
      new InputGolden(Path.of("src/test/resources/miles/cli/odd-input.txt"));

  /** What is said of any data of four rows. */
  private static final Pattern OF_SMALL_DATA =
      Pattern.compile(
          "^warning: (class|modality .* of split|split (validation|test) has a single)");

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource
  void brokenInputIsRefusedBeforeTraining(InputCase each) throws IOException {
    Place place = new Place(folder.toRealPath());
    each.setup().make(place);

    RecordedConsole refused = RecordedConsole.run(place.words());

    assertThat(refused.code()).withFailMessage(refused::err).isEqualTo(Failure.BAD_INPUT);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).doesNotContain("\tat ", "Exception", "Internal error");
    assertThat(folder.resolve("saved/broken/epochs.csv")).doesNotExist();
    BROKEN.assertMatches(each, place, refused.err());
  }

  static List<InputCase> brokenInputIsRefusedBeforeTraining() {
    return Stream.of(brokenData(), BrokenRuns.runFiles(), BrokenRuns.models())
        .flatMap(List::stream)
        .toList();
  }

  private static List<InputCase> brokenData() {
    return Stream.of(
            BrokenManifests.structure(),
            BrokenManifests.rows(),
            BrokenManifests.numbers(),
            BrokenMedia.paths(),
            BrokenMedia.pictures(),
            BrokenMedia.sounds())
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest
  @MethodSource
  void brokenDataAreNotSaidToBeSound(InputCase each) throws IOException {
    Place place = new Place(folder.toRealPath());
    each.setup().make(place);
    List<String> words = List.of(place.words());
    Assumptions.assumeTrue(
        words.get(0).equals("train") && !words.contains("--set"), "data check has no such words");

    RecordedConsole checked = RecordedConsole.run(place.check().words());

    assertThat(checked.code()).withFailMessage(checked::out).isEqualTo(Failure.BAD_INPUT);
    assertThat(checked.out()).doesNotContain("The data set is sound", "It can be trained on");
  }

  static List<InputCase> brokenDataAreNotSaidToBeSound() {
    return brokenData();
  }

  @ParameterizedTest
  @MethodSource
  void oddInputIsTaken(InputCase each) throws IOException {
    Place place = new Place(folder.toRealPath()).check();
    each.setup().make(place);

    RecordedConsole taken = RecordedConsole.run(place.words());

    assertThat(taken.code()).withFailMessage(taken::err).isZero();
    String noted =
        (taken.out() + taken.err())
            .lines()
            .filter(line -> !OF_SMALL_DATA.matcher(line).find())
            .collect(Collectors.joining("\n"));
    ODD.assertMatches(each, place, noted);
  }

  static List<InputCase> oddInputIsTaken() {
    return OddInputs.all();
  }

  /** What {@code data check} takes, {@code train} takes too. */
  @ParameterizedTest
  @MethodSource("oddInputIsTaken")
  void oddInputIsTrainedOn(InputCase each) throws IOException {
    Place place = new Place(folder.toRealPath());
    each.setup().make(place);

    place.set("balance.method=uniform").set("training.events=false").set("export.enabled=false");
    RecordedConsole trained = RecordedConsole.run(place.words());

    assertThat(trained.code()).withFailMessage(trained::err).isZero();
    assertThat(folder.resolve("saved/broken/epochs.csv")).exists();
  }

  @AfterAll
  static void nothingIsLeftOverInTheGoldenFiles() throws IOException {
    BROKEN.finish();
    ODD.finish();
    assertThat(Files.readString(Path.of("src/test/resources/miles/cli/broken-input.txt")))
        .doesNotContain("\u001b");
  }
}
