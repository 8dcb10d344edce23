package miles.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import miles.train.RunFolder.Existing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

  @TempDir Path saved;
  private Path run;

  @BeforeEach
  void nameTheRun() {
    run = saved.resolve("digits");
  }

  @Test
  void aNewRunGetsItsFolder() throws IOException {
    try (RunFolder folder = RunFolder.open(run, Existing.REFUSE)) {
      assertThat(run).isDirectory();
      assertThat(folder.resumes()).isFalse();
    }
  }

  @Test
  void aRunThatIsThereIsRefusedAndLeftAsItIs() throws IOException {
    someRun();
    assertThatThrownBy(() -> RunFolder.open(run, Existing.REFUSE))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining(run.toString())
        .hasMessageContaining("--resume")
        .hasMessageContaining("--overwrite");
    assertThat(run.resolve("checkpoints/latest")).exists();
  }

  @Test
  void overwritingDeletesTheOldRunOnlyWhenTheNewOneBegins() throws IOException {
    someRun();
    try (RunFolder folder = RunFolder.open(run, Existing.OVERWRITE)) {
      assertThat(run.resolve("checkpoints/latest")).exists();
      folder.begin();
      assertThat(run.resolve("checkpoints")).doesNotExist();
      assertThat(run.resolve("run.yaml")).as("it makes the folder a run's").exists();
    }
    RunFolder.open(run, Existing.OVERWRITE).close();
  }

  @Test
  void overwritingSparesAFolderThatIsNoRun() throws IOException {
    Files.createDirectories(run);
    Files.writeString(run.resolve("thesis.txt"), "years of work");
    assertThatThrownBy(() -> RunFolder.open(run, Existing.OVERWRITE))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("no run.yaml");
    assertThat(run.resolve("thesis.txt")).hasContent("years of work");
    assertThat(run.resolve("run.lock")).doesNotExist();
  }

  @Test
  void resumingNeedsARun() {
    assertThatThrownBy(() -> RunFolder.open(run, Existing.RESUME))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("no run to resume");
    assertThat(run).doesNotExist();
  }

  @Test
  void resumingKeepsEverything() throws IOException {
    someRun();
    try (RunFolder folder = RunFolder.open(run, Existing.RESUME)) {
      folder.begin();
      assertThat(folder.resumes()).isTrue();
      assertThat(run.resolve("checkpoints/latest")).exists();
    }
  }

  @Test
  void aRunKilledBeforeItsFirstFileWasWholeStartsAgain() throws IOException {
    Files.createDirectories(run);
    Files.writeString(run.resolve(".run.yaml.partial"), "name: di");
    try (RunFolder folder = RunFolder.open(run, Existing.RESUME)) {
      assertThat(folder.resumes()).isFalse();
    }
  }

  @Test
  void twoTrainersCannotHoldOneFolder() throws IOException {
    someRun();
    try (RunFolder first = RunFolder.open(run, Existing.RESUME)) {
      assertThat(first.layout().folder()).isEqualTo(run);
      assertThatThrownBy(() -> RunFolder.open(run, Existing.RESUME))
          .isInstanceOf(RunFolderException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
    RunFolder.open(run, Existing.RESUME).close();
  }

  @Test
  void aRunThatIsBeingWrittenIsSaidToBeSoEvenToANewOne() throws IOException {
    someRun();
    try (RunFolder first = RunFolder.open(run, Existing.RESUME)) {
      assertThat(first.resumes()).isTrue();
      assertThatThrownBy(() -> RunFolder.open(run, Existing.REFUSE))
          .isInstanceOf(RunFolderException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void aRefusalGivesTheLockBack() throws IOException {
    someRun();
    assertThatThrownBy(() -> RunFolder.open(run, Existing.REFUSE)).isNotNull();
    RunFolder.open(run, Existing.RESUME).close();
  }

  @Test
  void aPlaceThatCannotBeWrittenIsRefusedAndNothingIsLost() throws IOException {
    someRun();
    // In its way even where the superuser may write everywhere.
    Path inTheWay = Files.createDirectory(run.resolve("checkpoints/.probe.partial"));
    for (Existing existing : List.of(Existing.OVERWRITE, Existing.RESUME)) {
      assertUnwritable(run, existing);
    }
    assertThat(run.resolve("checkpoints/latest")).exists();
    assertUnwritable(run.resolve("run.yaml/below-a-file"), Existing.REFUSE);
    Files.delete(inTheWay);
    RunFolder.open(run, Existing.RESUME).close();
    assertThat(run).isDirectoryNotContaining(DurableFiles::isPartial);
  }

  private static void assertUnwritable(Path folder, Existing existing) {
    assertThatThrownBy(() -> RunFolder.open(folder, existing))
        .isInstanceOf(RunFolderException.class)
        .hasMessageStartingWith(folder + " cannot be written (")
        .hasMessageEndingWith("Make it writable, make room, or choose another folder for the run.");
  }

  private void someRun() throws IOException {
    Files.createDirectories(run.resolve("checkpoints"));
    Files.writeString(run.resolve("checkpoints/latest"), "epoch-0001\n");
    Files.writeString(run.resolve("run.yaml"), "name: digits\n");
  }
}
