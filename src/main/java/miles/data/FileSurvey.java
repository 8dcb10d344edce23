package miles.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import miles.data.ManifestSchema.Source;

/** Reads and decodes every file of one modality. */
final class FileSurvey {

  /** What is known of one file: its facts, if it can be read, and its content. */
  private record Entry(Sample sample, Optional<FileFacts> facts, String hash) {}

  private final Source source;
  private final List<Sample> samples;
  private final List<Entry> entries = new ArrayList<>();
  private final Problems problems;

  /**
   * @param source the modality
   * @param samples the samples that have it, with this modality alone
   * @param decoding where progress goes
   */
  FileSurvey(Source source, List<Sample> samples, Decoding decoding) {
    this.source = source;
    this.samples = samples;
    this.problems = new Problems(decoding.manifest().file());
    read(decoding);
  }

  /** Returns what cannot be read or decoded. */
  Problems problems() {
    return problems;
  }

  DataSummary.Content content() {
    List<FileFacts> facts = entries.stream().map(Entry::facts).flatMap(Optional::stream).toList();
    if (source.kind() == Source.Kind.IMAGE) {
      return new DataSummary.Pictures(
          counts(facts.stream().map(FileFacts::size).toList()),
          counts(facts.stream().map(FileFacts::mode).toList()));
    }
    return new DataSummary.Sounds(
        counts(facts.stream().map(FileFacts::sampleRate).toList()),
        DataSummary.Range.of(facts.stream().mapToDouble(FileFacts::seconds).toArray()));
  }

  /** Returns a warning for files of other splits that are files of the training split as well. */
  List<String> warnings() {
    Map<String, Sample> training = new HashMap<>();
    for (Entry entry : entries) {
      if (entry.sample().split().equals(Optional.of(Split.TRAIN))) {
        training.putIfAbsent(entry.hash(), entry.sample());
      }
    }
    List<String> warnings = new ArrayList<>();
    for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
      List<Entry> copies =
          entries.stream()
              .filter(entry -> entry.sample().split().equals(Optional.of(split)))
              .filter(entry -> training.containsKey(entry.hash()))
              .toList();
      if (!copies.isEmpty()) {
        Sample first = copies.get(0).sample();
        Sample original = training.get(copies.get(0).hash());
        warnings.add(
            "modality %s: %d files of split %s have the same content as files of split train, such as rows %s and %s. Scores on such rows are too good."
                .formatted(
                    source.modality(),
                    copies.size(),
                    split.word(),
                    first.id(),
                    original == null ? "" : original.id()));
      }
    }
    return warnings;
  }

  private void read(Decoding decoding) {
    if (source.kind() == Source.Kind.IMAGE) {
      ImagePreprocessor small =
          new ImagePreprocessor(source.modality(), source.columns().get(0), 1, 1, 1);
      problems.addAll(decoding.check(small, samples));
    }
    try (Parallel parallel = new Parallel()) {
      parallel
          .run(
              samples.size(),
              (from, to) -> samples.subList(from, to).stream().map(this::entry).toList())
          .forEach(entries::addAll);
    }
  }

  private Entry entry(Sample sample) {
    Path file = ((Cell.File) sample.cells().get(0)).path();
    try {
      FileFacts facts =
          source.kind() == Source.Kind.IMAGE ? FileFacts.picture(file) : FileFacts.sound(file);
      return new Entry(sample, Optional.of(facts), ContentHash.of(file));
    } catch (IOException e) {
      return broken(sample, file, e.toString());
    } catch (ImageHeader.ImageException e) {
      // Decoding has reported it.
      return new Entry(sample, Optional.empty(), "");
    } catch (WavFile.WavException e) {
      return broken(sample, file, String.valueOf(e.getMessage()));
    }
  }

  /** Called from several threads. */
  private synchronized Entry broken(Sample sample, Path file, String reason) {
    FileExtractor.addProblem(problems, source, sample.line(), file, reason);
    return new Entry(sample, Optional.empty(), "");
  }

  /**
   * Returns how often each value occurs, the most frequent first, then in the order of occurrence.
   */
  private static <T> Map<T, Integer> counts(List<T> values) {
    Map<T, Integer> counts = new LinkedHashMap<>();
    values.forEach(value -> counts.merge(value, 1, Integer::sum));
    List<Map.Entry<T, Integer>> sorted = new ArrayList<>(counts.entrySet());
    sorted.sort(Map.Entry.<T, Integer>comparingByValue().reversed());
    Map<T, Integer> result = new LinkedHashMap<>();
    sorted.forEach(entry -> result.put(entry.getKey(), entry.getValue()));
    return result;
  }
}
