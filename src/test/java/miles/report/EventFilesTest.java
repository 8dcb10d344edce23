package miles.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.data.LoadOptions;
import miles.data.LoadedData;
import miles.train.DurableFiles;
import miles.train.EpochLog;
import miles.train.RunFolder;
import miles.train.RunFolder.Existing;
import miles.train.RunLayout;
import miles.train.Trainer;
import miles.train.TrainingListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

@Tag("slow")
class EventFilesTest {

  private static final String RUN =
      """
      name: test
      data: {manifest: manifest.csv}
      modalities:
        a: {kind: tabular, encoder: {kind: mlp, units: [8]}}
        b: {kind: tabular, encoder: {kind: mlp, units: [8], dropout: 0.2}}
      fusion: {kind: concat}
      training: {epochs: 3, batch_size: 16, threads: 2}
      """;

  /** Samples of the validation split, of which every fourth lacks modality b. */
  private static final int VALIDATION = 96;

  /** Of so many the embeddings are measured, evenly spread. */
  private static final int MEASURED = 64;

  @TempDir private Path folder;

  @BeforeEach
  void writeManifest() throws IOException {
    StringBuilder csv = new StringBuilder("id,split,label,a.x,b.x\n");
    for (int i = 0; i < 64 + 2 * VALIDATION; i++) {
      String split = i < 64 ? "train" : i < 64 + VALIDATION ? "validation" : "test";
      csv.append(
          "r%d,%s,c%d,%d,%s\n".formatted(i, split, i % 4, i % 2, i % 4 == 3 ? "" : i % 4 / 2));
    }
    Files.writeString(folder.resolve("manifest.csv"), csv);
  }

  private RunLayout train(String name, int epochs, Existing existing, TrainingListener... listeners)
      throws IOException {
    RunConfig config =
        RunFile.parse(RUN, "test.yaml", folder, List.of("training.epochs=" + epochs));
    RunLayout layout = new RunLayout(folder.resolve(name));
    LoadedData data = LoadedData.load(config, LoadOptions.inMemory(2));
    try (RunFolder run = RunFolder.open(layout.folder(), existing)) {
      new Trainer(config, data, List.of(listeners)).train(run);
    }
    return layout;
  }

  private RunLayout trainWithEvents(String name, int epochs, Existing existing) throws IOException {
    try (EventFiles events = new EventFiles()) {
      return train(name, epochs, existing, events);
    }
  }

  private static List<Event> events(RunLayout run) throws IOException {
    List<Event> events = new ArrayList<>();
    for (Path file : new EventFolder(run.events()).files()) {
      EventFrames.read(file).forEach(frame -> events.add(frame.event()));
    }
    return events;
  }

  /** Returns the values by tag, those of a tag in the order of the files with their steps. */
  private static Map<String, List<Map.Entry<Long, Summary.Value>>> values(RunLayout run)
      throws IOException {
    Map<String, List<Map.Entry<Long, Summary.Value>>> values = new LinkedHashMap<>();
    for (Event event : events(run)) {
      for (Summary.Value value : event.getSummary().getValueList()) {
        values
            .computeIfAbsent(value.getTag(), tag -> new ArrayList<>())
            .add(Map.entry(event.getStep(), value));
      }
    }
    return values;
  }

  private static float scalar(Summary.Value value) {
    return value.hasTensor() ? value.getTensor().getFloatVal(0) : value.getSimpleValue();
  }

  private static void assertScalarsAreTheLog(RunLayout run) throws IOException {
    Map<String, List<Map.Entry<Long, Summary.Value>>> values = values(run);
    List<Map<String, Double>> rows = EpochLog.read(run.epochs());
    for (String column : rows.get(0).keySet()) {
      if (!List.of("epoch", "step").contains(column)) {
        assertThat(values.get(column)).as(column).hasSameSizeAs(rows);
        for (int e = 0; e < rows.size(); e++) {
          assertThat(values.get(column).get(e).getKey()).as(column).isEqualTo(e + 1);
          assertThat(scalar(values.get(column).get(e).getValue()))
              .as(column)
              .isEqualTo(rows.get(e).get(column).floatValue());
        }
      }
    }
  }

  @Test
  void scalarsHistogramsAndTheRunFileAreReadBack() throws IOException {
    RunLayout run = trainWithEvents("run", 3, Existing.REFUSE);
    assertScalarsAreTheLog(run);
    Map<String, List<Map.Entry<Long, Summary.Value>>> values = values(run);
    assertThat(events(run).get(0).getFileVersion()).startsWith("brain.Event:");
    long havingB =
        IntStream.range(0, MEASURED)
            .map(i -> i * VALIDATION / MEASURED)
            .filter(row -> row % 4 != 3)
            .count();
    assertThat(havingB).isBetween(1L, MEASURED - 1L);
    Map<String, Long> having = Map.of("a", (long) MEASURED, "b", havingB);
    having.forEach(
        (modality, count) -> {
          assertThat(values.get("embedding_norm/" + modality)).hasSize(3);
          Summary.Value value = values.get("embedding_norm/" + modality).get(0).getValue();
          assertThat(value.getHisto().getNum()).isEqualTo(count.doubleValue());
          assertThat(value.getHisto().getMax()).isPositive();
          assertThat(value.getHisto().getMin()).isNotNegative();
        });
    Summary.Value text = values.get("run.yaml").get(0).getValue();
    assertThat(text.getMetadata().getPluginData().getPluginName()).isEqualTo("text");
    assertThat(text.getTensor().getStringVal(0).toStringUtf8())
        .contains(Files.readString(run.runFile()));
  }

  @Test
  void aResumedRunWritesNoEpochTwiceAndMissesNone() throws IOException {
    RunLayout run = trainWithEvents("run", 4, Existing.REFUSE);
    // As if it had been killed between the checkpoint of epoch 3 and its events, and while it wrote
    // a frame: epoch 4 is to be done again, epoch 3 is known from the log alone.
    DurableFiles.deleteTree(run.checkpoints().resolve("epoch-0004"));
    Path file = new EventFolder(run.events()).files().get(0);
    byte[] bytes = Files.readAllBytes(file);
    int end =
        EventFrames.read(file).stream()
            .filter(frame -> frame.event().getStep() == 3)
            .findFirst()
            .orElseThrow()
            .from();
    Files.write(file, Arrays.copyOf(bytes, end + 7));
    trainWithEvents("run", 5, Existing.RESUME);
    assertThat(new EventFolder(run.events()).files()).hasSize(2);
    assertScalarsAreTheLog(run);
    assertThat(values(run).get("run.yaml")).hasSize(1);

    trainWithEvents("run", 5, Existing.RESUME);
    assertScalarsAreTheLog(run);
  }

  @Test
  void whatIsWrittenOfEpochsThatAreDoneAgainIsTakenOut() throws IOException {
    RunLayout run = trainWithEvents("run", 3, Existing.REFUSE);
    EventFolder folder = new EventFolder(run.events());
    assertThat(folder.keep(3)).containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
    assertThat(folder.keep(1)).containsExactlyInAnyOrder(0L, 1L);
    assertThat(events(run)).allMatch(event -> event.getStep() <= 1);
    assertThat(values(run).get("score/full")).hasSize(1);
  }

  @Test
  void eventsChangeNoBitOfATraining() throws IOException {
    RunLayout with = trainWithEvents("with", 3, Existing.REFUSE);
    RunLayout without = train("without", 3, Existing.REFUSE);
    List<Map<String, Double>> rows = EpochLog.read(with.epochs());
    List<Map<String, Double>> others = EpochLog.read(without.epochs());
    Stream.of(rows, others).forEach(each -> each.forEach(row -> row.remove("seconds")));
    assertThat(rows).isEqualTo(others);
    String variables = "epoch-0003/variables.data-00000-of-00001";
    assertThat(with.checkpoints().resolve(variables))
        .hasSameBinaryContentAs(without.checkpoints().resolve(variables));
    assertThat(without.events()).doesNotExist();
  }

  @Test
  void aFrameWithAWrongChecksumEndsTheFile() throws IOException {
    CRC32C crc = new CRC32C();
    crc.update("123456789".getBytes(StandardCharsets.US_ASCII));
    // RFC 3720's check value, rotated right by 15 bits and moved by 0xa282ead8.
    assertThat((int) crc.getValue()).isEqualTo(0xe3069283);
    assertThat(EventFrames.masked(0xe3069283)).isEqualTo(0x2507c60d + 0xa282ead8);

    Path events = folder.resolve("events");
    try (EventWriter writer = new EventWriter(events)) {
      writer.scalar(1, "x", 0.5);
      writer.scalar(2, "x", 0.25);
    }
    Path file = new EventFolder(events).files().get(0);
    List<EventFrames.Frame> whole = EventFrames.read(file);
    assertThat(whole).hasSize(3);
    byte[] bytes = Files.readAllBytes(file);
    bytes[whole.get(2).to() - 6] ^= 1;
    Files.write(file, bytes);
    assertThat(EventFrames.read(file)).hasSize(2);
    bytes[whole.get(1).from()] ^= 1;
    Files.write(file, bytes);
    assertThat(EventFrames.read(file)).hasSize(1);
  }
}
