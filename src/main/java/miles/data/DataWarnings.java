package miles.data;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Pattern;
import miles.config.Shown;

/** Warns of what is allowed but teaches a model nothing, or that a user may not know of. */
final class DataWarnings {

  private static final Pattern UNSEEN = Pattern.compile("[\\s\\p{Z}\\p{C}]+");

  private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{M}\\p{Z}&&[^ ]]");

  private final List<String> warnings = new ArrayList<>();

  private DataWarnings() {}

  /** Returns warnings of splits of a single row, of names and of what the modalities hold. */
  static List<String> of(
      Map<Split, Integer> rows, Set<String> classes, List<DataSummary.Modality> modalities) {
    DataWarnings found = new DataWarnings();
    rows.forEach(found::size);
    found.names(classes);
    for (DataSummary.Modality modality : modalities) {
      found.presence(modality, rows.getOrDefault(Split.VALIDATION, 0));
      if (modality.content() instanceof DataSummary.Numbers numbers) {
        found.columns(numbers.columns());
      } else if (modality.content() instanceof DataSummary.Pictures pictures) {
        found.modes(modality.name(), pictures.modes());
      }
    }
    return List.copyOf(found.warnings);
  }

  private void size(Split split, int rows) {
    if (rows == 1) {
      warnings.add(
          "split %s has a single row: %s."
              .formatted(
                  split.word(),
                  split == Split.TRAIN
                      ? "nothing general can be learned from it"
                      : "scores of it mean little"));
    }
  }

  private void names(Set<String> classes) {
    Map<String, List<String>> alike = new TreeMap<>();
    for (String name : classes) {
      alike
          .computeIfAbsent(looks(name), each -> new ArrayList<>())
          .add("\"%s\"".formatted(visible(Shown.value(name))));
    }
    alike.values().stream()
        .filter(names -> names.size() > 1)
        .forEach(
            names ->
                warnings.add(
                    "classes %s differ in capital letters, white space, invisible characters or Unicode normal forms alone, and are %d classes. Write them alike if they are one."
                        .formatted(Problems.list(names), names.size())));
  }

  /** Returns a name with what cannot be seen in it as an escape. */
  private static String visible(String name) {
    return INVISIBLE
        .matcher(name)
        .replaceAll(found -> "\\\\u%04x".formatted(found.group().codePointAt(0)));
  }

  private static String looks(String name) {
    String composed = Normalizer.normalize(name, Normalizer.Form.NFKC);
    return UNSEEN.matcher(composed).replaceAll("").toLowerCase(Locale.ROOT);
  }

  private void presence(DataSummary.Modality modality, int rows) {
    if (rows > 0 && modality.present().getOrDefault(Split.VALIDATION, 0) == 0) {
      warnings.add(unmeasured(modality.name()));
    }
  }

  /** Returns the warning of a modality that no row of the validation split has. */
  static String unmeasured(String modality) {
    return "modality %s is absent in every row of split validation: its own score cannot be measured there, and a method that balances by such scores changes nothing."
        .formatted(modality);
  }

  private void columns(List<DataSummary.Column> columns) {
    List<String> constant =
        columns.stream()
            .filter(DataWarnings::isConstant)
            .map(column -> "\"%s\"".formatted(Shown.value(column.name())))
            .toList();
    if (!constant.isEmpty()) {
      warnings.add(
          "the same number in every row: nothing can be learned from %s %s."
              .formatted(constant.size() == 1 ? "column" : "columns", Problems.list(constant)));
    }
  }

  private static boolean isConstant(DataSummary.Column column) {
    return column.values().filter(range -> range.least() == range.greatest()).isPresent();
  }

  private void modes(String modality, Map<String, Integer> modes) {
    if (modes.size() > 1) {
      StringJoiner text = new StringJoiner(", ");
      modes.forEach((mode, count) -> text.add("%d %s".formatted(count, mode)));
      warnings.add(
          "modality %s mixes pictures of several modes (%s): all become what the run file's channels say, and alpha is dropped."
              .formatted(modality, text));
    }
  }
}
