package miles.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Draws runs from everything that the records' components allow. It goes by {@link Key}, so that a
 * key that is added to a record is drawn without being named here.
 */
final class RandomRuns {

  /** Texts that YAML reads as something else, or not at all, when they stand without quotes. */
  private static final List<String> TRAPS =
      List.of(
          "null",
          "~",
          "true",
          "no",
          "5",
          "-1.5e3",
          "0x1F",
          "2001-01-01",
          ".inf",
          "<<",
          "=",
          "- a",
          "a: b",
          "a #b",
          "#a",
          " a ",
          "'",
          "\"",
          "a\nb",
          "a\n\n b\n",
          "\t",
          "a\tb\r",
          "*a",
          "&a",
          "!a",
          "%a",
          "@a",
          "`a",
          "[a",
          "{a",
          "a,b",
          "|",
          ">",
          "?",
          ": ",
          "\u0000",
          "\u0085",
          "\u2028",
          "\uFEFF",
          "\uFFFE",
          "\u00e9\u4e2d\ud83d\ude00",
          "a\\n",
          "---",
          "...");

  private final Random random;

  RandomRuns(Random random) {
    this.random = random;
  }

  /** Draws a run that the records accept. */
  RunConfig next() {
    return (RunConfig) record(new Variant(RunConfig.class, Optional.empty()));
  }

  /** Draws a record that accepts its values. */
  Object record(Variant variant) {
    List<Key> keys = Key.of(variant.type());
    List<Object> values = new ArrayList<>();
    keys.forEach(key -> values.add(value(key.limits())));
    while (true) {
      try {
        return variant.make(values);
      } catch (InvalidValueException e) {
        // A rule between keys refuses these values: draw one of them again.
        int again = random.nextInt(keys.size());
        values.set(again, value(keys.get(again).limits()));
      }
    }
  }

  private Object value(Limits limits) {
    Class<?> raw = limits.raw();
    if (raw == Optional.class) {
      return random.nextBoolean() ? Optional.empty() : Optional.of(value(limits.item()));
    } else if (raw == List.class) {
      return list(limits);
    } else if (raw == Map.class) {
      return map(limits);
    } else if (raw.isSealed()) {
      return record(oneOf(List.copyOf(Variant.of(raw).values())));
    } else if (raw.isRecord()) {
      return record(new Variant(raw, Optional.empty()));
    }
    return admitted(limits, () -> scalar(raw));
  }

  private Object scalar(Class<?> raw) {
    if (raw.isEnum()) {
      return oneOf(List.of(raw.getEnumConstants()));
    } else if (raw == boolean.class) {
      return random.nextBoolean();
    } else if (raw == int.class || raw == Integer.class) {
      return random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(1_000);
    } else if (raw == long.class) {
      return random.nextLong();
    } else if (raw == double.class || raw == Double.class) {
      return number();
    } else if (raw == Path.class) {
      return Path.of("/", name(), name() + " #1: x", "manifest.csv");
    }
    return random.nextInt(3) == 0 ? name() : text();
  }

  private double number() {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt(100);
      case 1 -> random.nextInt(100) / 100.0;
      case 2 -> Math.pow(10, -random.nextInt(300));
      case 3 -> Double.longBitsToDouble(random.nextLong());
      default -> random.nextDouble();
    };
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int part = random.nextInt(3); part >= 0; part--) {
      text.append(random.nextBoolean() ? oneOf(TRAPS) : name());
    }
    return text.toString();
  }

  private String name() {
    return oneOf(List.of("a", "Zebra", "left_ear", "x-1", "5", "1e3", "null", "true", "0", "off"));
  }

  private Object list(Limits limits) {
    return admitted(
        limits,
        () -> {
          List<Object> items = new ArrayList<>();
          for (int size = random.nextInt(4); size > 0; size--) {
            items.add(value(limits.item()));
          }
          return items;
        });
  }

  private Object map(Limits limits) {
    return admitted(
        limits,
        () -> {
          Set<String> names = new LinkedHashSet<>();
          for (int size = random.nextInt(5); size >= 0; size--) {
            names.add(name());
          }
          Map<String, Object> items = new LinkedHashMap<>();
          names.forEach(name -> items.put(name, value(limits.item())));
          return items;
        });
  }

  private static Object admitted(Limits limits, Supplier<Object> draw) {
    Object value = draw.get();
    while (!limits.admits(value)) {
      value = draw.get();
    }
    return value;
  }

  private <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
