package miles.data;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import miles.config.Shown;
import miles.config.TaskConfig;

/** How the cells of the label column are read. */
final class Labels {

  private static final Pattern SEPARATOR =
      Pattern.compile(ManifestSchema.SEPARATOR, Pattern.LITERAL);

  /** The loss squares differences of targets, and adds the squares of a batch. */
  private static final double GREATEST_TARGET = 1e18;

  /** A number with digits that a float does not hold. */
  private static final Pattern LARGE =
      Pattern.compile("[-+]?[0-9]++\\.?[0-9]*+([eE][-+]?[0-9]++)?");

  /** A number as written where a comma is the decimal mark. */
  private static final Pattern COMMA = Pattern.compile("[-+]?[0-9]++,[0-9]++([eE][-+]?[0-9]++)?");

  private final ManifestSchema schema;
  private final Set<String> allowed;

  Labels(ManifestSchema schema) {
    this.schema = schema;
    this.allowed = Set.copyOf(schema.classes());
  }

  /** Returns the class names of a label cell; none for regression. */
  static List<String> names(TaskConfig.Kind task, String cell) {
    return switch (task) {
      case CLASSIFICATION -> List.of(cell);
      case MULTI_LABEL -> cell.isEmpty() ? List.of() : List.of(SEPARATOR.split(cell, -1));
      case REGRESSION -> List.of();
    };
  }

  /** Returns a finite number that a float holds, or nothing for any other text. */
  static Optional<Float> number(String cell) {
    try {
      float number = Float.parseFloat(cell);
      boolean decimal = !cell.isEmpty() && "fFdDxX".chars().noneMatch(c -> cell.indexOf(c) >= 0);
      return decimal && Float.isFinite(number) ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns what is wrong with a text that {@link #number} refuses, without the last full stop. */
  static String noNumber(String cell) {
    String shown = Shown.value(cell);
    if (LARGE.matcher(cell.strip()).matches()) {
      return "\"%s\" is too large for a 32-bit float, which ends at 3.4e38. Write a smaller number"
          .formatted(shown);
    }
    if (COMMA.matcher(cell.strip()).matches()) {
      return "\"%s\" is no number. Write a point in place of the comma".formatted(shown);
    }
    return "\"%s\" is no number. Write a finite decimal number".formatted(shown);
  }

  /** Returns what is wrong with a label cell, or nothing. */
  Optional<String> problem(String cell) {
    if (schema.task() == TaskConfig.Kind.REGRESSION) {
      return target(cell);
    }
    Set<String> seen = new HashSet<>();
    return names(schema.task(), cell).stream()
        .map(name -> problem(name, seen.add(name)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> target(String cell) {
    Optional<Float> number = number(cell);
    if (number.isEmpty()) {
      return Optional.of(noNumber(cell) + ".");
    }
    return Math.abs(number.get()) > GREATEST_TARGET
        ? Optional.of(
            "\"%s\" is too large to train on, for its square is no 32-bit float. Divide the targets by a constant."
                .formatted(Shown.value(cell)))
        : Optional.empty();
  }

  private Optional<String> problem(String name, boolean first) {
    if (name.isBlank()) {
      return Optional.of("a class name is empty. Write the class of the sample.");
    }
    if (!name.strip().equals(name)) {
      return Optional.of(
          "class name \"%s\" starts or ends with white space. Remove it."
              .formatted(Shown.value(name)));
    }
    if (name.lines().count() > 1) {
      return Optional.of(
          "class name \"%s\" has a line break. Write it in one line, for an exported model names one class a line."
              .formatted(Shown.value(name)));
    }
    if (!first) {
      return Optional.of(
          "class name \"%s\" stands there twice. Remove one.".formatted(Shown.value(name)));
    }
    if (!allowed.isEmpty() && !allowed.contains(name)) {
      return Optional.of(
          "class name \"%s\" is not among the classes %s."
              .formatted(Shown.value(name), Problems.list(schema.classes())));
    }
    return Optional.empty();
  }
}
