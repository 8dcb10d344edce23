package miles.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RunFileRoundTripTest {

  @Property(tries = 150)
  void readingWhatWasWrittenGivesTheSameRun(@ForAll("runs") RunConfig run) {
    RunConfig read = RunFiles.parse(RunFile.write(run));

    assertThat(read).isEqualTo(run);
    assertThat(read.modalities().keySet()).containsExactlyElementsOf(run.modalities().keySet());
  }

  @Property(tries = 50)
  void everyKeyIsWrittenEvenIfItHoldsItsDefault(@ForAll("runs") RunConfig run) {
    Problems problems = new Problems();
    Node written = YamlReader.readFile(RunFile.write(run), RunFiles.SOURCE, problems).orElseThrow();

    assertThat(written).isInstanceOf(Node.Mapping.class);
    assertEveryKeyOf(run, (Node.Mapping) written);
  }

  private static void assertEveryKeyOf(Object section, Node.Mapping written) {
    for (Key key : Key.of(section.getClass())) {
      assertThat(written.entries()).containsKey(key.name());
      Object value = key.valueIn(section);
      if (value instanceof Record inner) {
        assertEveryKeyOf(inner, written.section(key.name()).orElseThrow());
      }
    }
  }

  @Example
  void theResolvedFileReadsLikeOneWrittenByHand() throws IOException {
    RunConfig run =
        RunFile.parse(
            Files.readString(Path.of("models/emoji.yaml")),
            "models/emoji.yaml",
            RunFiles.FOLDER,
            List.of("data.manifest=/data/emoji/manifest.csv", "task.classes=[animals, '5', 'no']"));

    Golden.assertMatches(
        Path.of("src/test/resources/miles/config/resolved.yaml"), RunFile.write(run));
  }

  @Example
  void theRandomRunsReachEveryKind() {
    Set<Class<?>> seen = new HashSet<>();
    RandomRuns runs = new RandomRuns(new Random(1));
    for (int i = 0; i < 100; i++) {
      collect(runs.next(), seen);
    }

    List<Class<?>> records = new ArrayList<>();
    for (Class<?> choice :
        List.of(
            ModalityConfig.class,
            EncoderConfig.class,
            FusionConfig.class,
            OptimizerConfig.class,
            ScheduleConfig.class)) {
      Variant.of(choice).values().forEach(variant -> records.add(variant.type()));
    }
    assertThat(seen).containsAll(records);
  }

  private static void collect(Object section, Set<Class<?>> seen) {
    seen.add(section.getClass());
    for (Key key : Key.of(section.getClass())) {
      Object value = key.valueIn(section);
      if (value instanceof Record inner) {
        collect(inner, seen);
      } else if (value instanceof Map<?, ?> map) {
        map.values().stream().filter(Record.class::isInstance).forEach(item -> collect(item, seen));
      }
    }
  }

  @Provide
  Arbitrary<RunConfig> runs() {
    return Arbitraries.randomValue(random -> new RandomRuns(random).next());
  }
}
