package miles.data;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import miles.config.Shown;
import miles.config.TaskConfig;

/** What must hold between the rows of a manifest. */
final class ManifestChecks {

  private ManifestChecks() {}

  /** Collects the problems of a whole manifest, whose rows are sound each by itself. */
  static void check(Manifest manifest, Problems problems) {
    if (manifest.use() == Manifest.Use.TRAINING) {
      checkSplits(manifest, problems);
      checkModalities(manifest, problems);
      checkClasses(manifest, problems);
    } else if (manifest.samples().isEmpty()) {
      problems.addFile("no row. Add at least one sample.");
    }
  }

  private static void checkSplits(Manifest manifest, Problems problems) {
    for (Split split : List.of(Split.TRAIN, Split.VALIDATION)) {
      if (manifest.samples(split).isEmpty()) {
        problems.addFile(
            "no row of split %s. Training needs rows of train and of validation."
                .formatted(split.word()));
      }
    }
  }

  private static void checkModalities(Manifest manifest, Problems problems) {
    List<Sample> train = manifest.samples(Split.TRAIN);
    List<ManifestSchema.Source> sources = manifest.schema().sources();
    for (int m = 0; m < sources.size(); m++) {
      int modality = m;
      if (!train.isEmpty() && train.stream().noneMatch(sample -> sample.has(modality))) {
        problems.addFile(
            "modality %s is absent in every row of split train. Fill its cells, or remove it from the run file, or from the manifest where no run file names it."
                .formatted(sources.get(m).modality()));
      }
    }
  }

  private static void checkClasses(Manifest manifest, Problems problems) {
    TaskConfig.Kind task = manifest.schema().task();
    List<Sample> train = manifest.samples(Split.TRAIN);
    if (task == TaskConfig.Kind.REGRESSION || train.isEmpty()) {
      return;
    }
    Set<String> known =
        train.stream()
            .flatMap(sample -> Labels.names(task, sample.label()).stream())
            .collect(Collectors.toCollection(TreeSet::new));
    int least = task == TaskConfig.Kind.CLASSIFICATION ? 2 : 1;
    if (known.size() < least) {
      problems.addFile(
          "split train has %s; %s needs at least %s. Add rows of others, or correct the labels."
              .formatted(
                  known.isEmpty()
                      ? "no class"
                      : "one class (%s)".formatted(Problems.list(List.copyOf(known))),
                  word(task),
                  least == 1 ? "one" : "two"));
    }
    for (Sample sample : manifest.samples()) {
      Labels.names(task, sample.label()).stream()
          .filter(name -> !known.contains(name))
          .forEach(
              name ->
                  problems.addCell(
                      sample.line(), manifest.schema().label(), unknown(sample, name, known)));
    }
  }

  private static String word(TaskConfig.Kind task) {
    return task.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String unknown(Sample sample, String name, Set<String> known) {
    return "class \"%s\" of split %s does not occur in split train (its classes: %s). Move samples of this class to train, or fix the label."
        .formatted(
            Shown.value(name),
            sample.split().map(Split::word).orElse(""),
            Problems.list(List.copyOf(known)));
  }
}
