package miles.config;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFileTest {

  @TempDir Path folder;

  @Test
  void everyOptionalKeyHasItsDefault() {
    RunConfig run = RunFiles.parse(RunFiles.SMALLEST);

    assertThat(run.task())
        .isEqualTo(new TaskConfig(TaskConfig.Kind.CLASSIFICATION, List.of(), Score.ACCURACY));
    assertThat(run.data())
        .isEqualTo(new DataConfig(RunFiles.FOLDER.resolve("manifest.csv"), "label", true));
    assertThat(run.fusion()).isEqualTo(new FusionConfig.Concat(List.of(), 0));
    assertThat(run.unimodal()).isEqualTo(new UnimodalConfig(true, 1, UnimodalConfig.Mask.MEAN));
    assertThat(run.optimizer()).isEqualTo(new OptimizerConfig.Adam(0.001, 0.9, 0.999, 1e-7, 0, 0));
    assertThat(run.schedule()).isEqualTo(new ScheduleConfig.Constant(0));
    assertThat(run.balance())
        .isEqualTo(
            new BalanceConfig(
                BalanceConfig.Method.MILES,
                new BalanceConfig.Miles(
                    0.2,
                    0.5,
                    BalanceConfig.Source.MASKED,
                    BalanceConfig.Split.VALIDATION,
                    0,
                    BalanceConfig.Direction.REDUCE,
                    false,
                    BalanceConfig.Reference.NONE,
                    Optional.empty()),
                new OgmConfig(0.3, BalanceConfig.Source.MASKED, OgmConfig.Parameters.KERNELS),
                new MslrConfig(
                    MslrConfig.Strategy.DYNAMIC, Map.of(), 5, BalanceConfig.Source.MASKED),
                new MsesConfig(0.6, 10),
                new GBlendConfig(GBlendConfig.Mode.ONLINE, 10),
                new GreedyConfig(0.01, 5, 2),
                new PmrConfig(0.6, PmrConfig.Weight.CLIPPED, 0.5, 0, 5),
                new AgmConfig(1, 10),
                new MmparetoConfig(1.5)));
    assertThat(run.training())
        .isEqualTo(
            new TrainingConfig(
                3,
                64,
                256,
                1,
                0,
                TrainingConfig.Precision.FLOAT32,
                TrainingConfig.Monitor.SCORE,
                Map.of(),
                Optional.empty(),
                2,
                true));
    assertThat(run.export()).isEqualTo(new ExportConfig(true, true, true));
  }

  @Test
  void modalitiesKeepTheOrderOfTheFileAndTheirDefaults() {
    RunConfig run = RunFiles.parse(RunFiles.SMALLEST);

    assertThat(run.modalities())
        .containsExactly(
            entry(
                "sound",
                new ModalityConfig.Audio(
                    "wav",
                    16_000,
                    1,
                    400,
                    160,
                    40,
                    0,
                    8_000,
                    new EncoderConfig.Recurrent(EncoderConfig.Recurrent.Cell.LSTM, 64, 64, 0))),
            entry(
                "numbers",
                new ModalityConfig.Tabular(
                    List.of(), new EncoderConfig.Mlp(List.of(8), 0, Normalization.NONE))));
  }

  @Test
  void regressionIsScoredByR2UnlessTheFileSaysOtherwise() {
    RunConfig run = RunFiles.parse(RunFiles.SMALLEST, "task.kind=regression");

    assertThat(run.task().score()).isEqualTo(Score.R2);
  }

  @Test
  void unimodalRunsMonitorTheirHeadsUnlessTheFileSaysOtherwise() {
    assertThat(RunFiles.parse(RunFiles.SMALLEST, "balance.method=unimodal").training().monitor())
        .isEqualTo(TrainingConfig.Monitor.HEADS);
    assertThat(
            RunFiles.parse(RunFiles.SMALLEST, "balance.method=unimodal", "training.monitor=loss")
                .training()
                .monitor())
        .isEqualTo(TrainingConfig.Monitor.LOSS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"joint", "uniform", "unimodal", "miles"})
  void everyMethodRunsFromTheSameFile(String method) {
    RunConfig run = RunFiles.parse(RunFiles.SMALLEST, "balance.method=" + method);

    assertThat(Names.value(run.balance().method())).isEqualTo(method);
  }

  @Test
  void pathsInTheFileAreRelativeToItsFolderAndThoseOfOverridesToTheCurrentOne() throws IOException {
    Path file = write(RunFiles.SMALLEST);

    assertThat(RunFile.read(file, List.of()).data().manifest())
        .isEqualTo(folder.toAbsolutePath().resolve("manifest.csv"));
    assertThat(RunFile.read(file, List.of("data.manifest=some/../where.csv")).data().manifest())
        .isEqualTo(Path.of("where.csv").toAbsolutePath());
  }

  @Test
  void absolutePathsStayAsTheyAre() {
    Path absolute = folder.toAbsolutePath().resolve("set #1: new/manifest.csv");

    assertThat(RunFiles.parse(RunFiles.SMALLEST, "data.manifest=" + absolute).data().manifest())
        .isEqualTo(absolute);
  }

  @Test
  void byteOrderMarkAndWindowsLineEndsAreAccepted() throws IOException {
    Path file = write("\uFEFF" + RunFiles.SMALLEST.replace("\n", "\r\n"));

    assertThat(RunFile.read(file, List.of()).name()).isEqualTo("smallest");
  }

  @Test
  void aliasesRepeatTheValueOfTheirAnchor() {
    RunConfig run =
        RunFiles.parse(
            """
            name: twins
            data: {manifest: m.csv}
            modalities:
              left: {kind: tabular, columns: [a], encoder: &dense {kind: mlp, units: [4]}}
              right: {kind: tabular, columns: [b], encoder: *dense}
            training: {epochs: 1}
            """,
            "modalities.right.encoder.units=[5]");

    assertThat(run.modalities().values())
        .extracting(ModalityConfig::encoder)
        .containsExactly(
            new EncoderConfig.Mlp(List.of(4), 0, Normalization.NONE),
            new EncoderConfig.Mlp(List.of(5), 0, Normalization.NONE));
  }

  @Test
  void aFileThatIsNotThereIsOneSentence() {
    Path file = folder.resolve("absent.yaml");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> RunFile.read(file, List.of()))
        .withMessage(
            "%s: there is no such file (looked in %s). Correct the path"
                .formatted(file, Path.of("").toAbsolutePath()));
  }

  @Test
  void aFolderIsRefused() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> RunFile.read(folder, List.of()))
        .withMessage(folder + ": is a folder; a run file is a YAML file");
  }

  @Test
  void aFileThatIsNotUtf8IsRefused() throws IOException {
    Path file = folder.resolve("latin.yaml");
    Files.write(file, "name: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> RunFile.read(file, List.of()))
        .withMessage(file + ": is not UTF-8 text; save it as UTF-8");
  }

  @Test
  void aFileThatIsTooLargeIsRefusedUnread() throws IOException {
    Path file = folder.resolve("large.yaml");
    Files.write(file, new byte[RunFile.MOST_BYTES + 1]);

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> RunFile.read(file, List.of()))
        .withMessageContaining("is larger than 1048576 bytes");
  }

  @Test
  void problemsCarryFileLineColumnKeyAndReason() {
    String text = RunFiles.SMALLEST.replace("epochs: 3", "epochs: -3");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> RunFiles.parse(text))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        new Problem(
                            RunFiles.SOURCE,
                            15,
                            11,
                            "training.epochs",
                            "-3 is not allowed; allowed: a whole number of at least 1")))
        .withMessage(
            "models/x.yaml line 15, key training.epochs: -3 is not allowed;"
                + " allowed: a whole number of at least 1");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("run.yaml"), text);
  }
}
