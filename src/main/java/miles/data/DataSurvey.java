package miles.data;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import miles.config.TaskConfig;
import miles.data.DataSummary.Column;
import miles.data.DataSummary.Content;
import miles.data.DataSummary.Modality;
import miles.data.DataSummary.Range;
import miles.data.ManifestSchema.Source;

/** Collects the summary of a manifest. */
final class DataSurvey {

  private static final Pattern WHITE_SPACE = Pattern.compile("[\\p{Z}\\s]+");

  private final Manifest manifest;
  private final Decoding decoding;
  private final Map<Split, List<Sample>> splits = new EnumMap<>(Split.class);
  private final List<String> warnings = new ArrayList<>();
  private final Problems problems;

  DataSurvey(Manifest manifest, LoadOptions.Progress progress) {
    this.manifest = manifest;
    for (Split split : Split.values()) {
      splits.put(split, manifest.samples(split));
    }
    problems = new Problems(manifest.file());
    decoding = new Decoding(manifest, 0, new Decoding.Count(progress, decoded()));
  }

  DataSummary summary() {
    Map<Split, Integer> rows = new EnumMap<>(Split.class);
    splits.forEach((split, samples) -> rows.put(split, samples.size()));
    Map<String, Map<Split, Integer>> classes = classes();
    if (rows.getOrDefault(Split.TEST, 0) == 0) {
      warnings.add("split test has no row: nothing will be measured on data unseen in training.");
    }
    warnings.addAll(new Stratification(rows).classes(classes));
    List<Modality> modalities = modalities();
    warnings.addAll(new Stratification(rows).modalities(modalities));
    warnings.addAll(DataWarnings.of(rows, classes.keySet(), modalities));
    return new DataSummary(rows, classes, targets(), modalities, warnings);
  }

  private Map<String, Map<Split, Integer>> classes() {
    Map<String, Map<Split, Integer>> classes = new TreeMap<>();
    for (Sample sample : manifest.samples()) {
      for (String name : Labels.names(manifest.schema().task(), sample.label())) {
        classes
            .computeIfAbsent(name, each -> new EnumMap<>(Split.class))
            .merge(sample.split().orElse(Split.TRAIN), 1, Integer::sum);
      }
    }
    return classes;
  }

  private Map<Split, Range> targets() {
    Map<Split, Range> targets = new EnumMap<>(Split.class);
    if (manifest.schema().task() == TaskConfig.Kind.REGRESSION) {
      splits.forEach(
          (split, samples) -> {
            if (!samples.isEmpty()) {
              targets.put(
                  split,
                  Range.of(
                      samples.stream().mapToDouble(s -> Float.parseFloat(s.label())).toArray()));
            }
          });
    }
    return targets;
  }

  private List<Modality> modalities() {
    List<Source> sources = manifest.schema().sources();
    List<List<Sample>> present = new ArrayList<>();
    Map<Source, FileSurvey> files = new HashMap<>();
    for (int m = 0; m < sources.size(); m++) {
      int modality = m;
      List<Sample> samples =
          manifest.samples().stream()
              .filter(sample -> sample.has(modality))
              .map(sample -> sample.only(modality))
              .toList();
      present.add(samples);
      if (isFiles(sources.get(m))) {
        FileSurvey survey = new FileSurvey(sources.get(m), samples, decoding);
        problems.addAll(survey.problems());
        warnings.addAll(survey.warnings());
        files.put(sources.get(m), survey);
      } else if (sources.get(m).kind() == Source.Kind.TABULAR) {
        problems.addAll(standardise(sources.get(m), modality, samples));
      }
    }
    problems.throwIfAny(manifest.file().toString());
    List<Modality> modalities = new ArrayList<>();
    for (int m = 0; m < sources.size(); m++) {
      FileSurvey survey = files.get(sources.get(m));
      Content content = survey == null ? content(sources.get(m), present.get(m)) : survey.content();
      modalities.add(new Modality(sources.get(m).modality(), counts(present.get(m)), content));
    }
    return modalities;
  }

  /** Returns the columns and the numbers in them that training would refuse. */
  private Problems standardise(Source source, int modality, List<Sample> samples) {
    Problems found = new Problems(manifest.file());
    List<Sample> train = Fitting.training(manifest, modality);
    Preprocessor fitted = Fitting.numbers(source.modality(), source.columns(), train, found);
    if (found.size() == 0) {
      found.addAll(decoding.check(fitted, samples));
    }
    return found;
  }

  private static Content content(Source source, List<Sample> samples) {
    return source.kind() == Source.Kind.TEXT ? texts(samples) : numbers(source, samples);
  }

  private static Content texts(List<Sample> samples) {
    List<String> texts =
        samples.stream().map(sample -> ((Cell.Text) sample.cells().get(0)).text()).toList();
    return new DataSummary.Texts(
        Range.of(
            texts.stream().mapToDouble(text -> text.codePointCount(0, text.length())).toArray()),
        Range.of(texts.stream().mapToDouble(DataSurvey::words).toArray()));
  }

  private static double words(String text) {
    return WHITE_SPACE.splitAsStream(text).filter(word -> !word.isEmpty()).count();
  }

  private static Content numbers(Source source, List<Sample> samples) {
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < source.columns().size(); c++) {
      int column = c;
      double[] values =
          samples.stream()
              .mapToDouble(sample -> ((Cell.Numbers) sample.cells().get(0)).value(column))
              .filter(value -> !Double.isNaN(value))
              .toArray();
      Optional<Range> range = values.length > 0 ? Optional.of(Range.of(values)) : Optional.empty();
      columns.add(new Column(source.columns().get(c), samples.size() - values.length, range));
    }
    return new DataSummary.Numbers(columns);
  }

  private static Map<Split, Integer> counts(List<Sample> samples) {
    Map<Split, Integer> counts = new EnumMap<>(Split.class);
    samples.forEach(sample -> counts.merge(sample.split().orElse(Split.TRAIN), 1, Integer::sum));
    return counts;
  }

  private static boolean isFiles(Source source) {
    return source.kind() == Source.Kind.IMAGE || source.kind() == Source.Kind.AUDIO;
  }

  /** Returns how many samples are decoded, each modality counted. */
  private int decoded() {
    List<Source> sources = manifest.schema().sources();
    int decoded = 0;
    for (int m = 0; m < sources.size(); m++) {
      int modality = m;
      Source.Kind kind = sources.get(m).kind();
      if (kind == Source.Kind.IMAGE || kind == Source.Kind.TABULAR) {
        decoded += (int) manifest.samples().stream().filter(sample -> sample.has(modality)).count();
      }
    }
    return decoded;
  }
}
