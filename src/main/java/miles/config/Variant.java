package miles.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One kind of a closed choice: the record that it makes, and the value of the record's first
 * component where that is the kind itself ({@code gru}, {@code lstm}).
 *
 * @param type the record
 * @param first the value of the first component, if the kind decides it
 */
record Variant(Class<?> type, Optional<Enum<?>> first) {

  /** The key that chooses. */
  static final String KEY = "kind";

  /** Returns the variants of a sealed interface by kind, in the order of its permitted records. */
  static Map<String, Variant> of(Class<?> choice) {
    Map<String, Variant> variants = new LinkedHashMap<>();
    for (Class<?> type : choice.getPermittedSubclasses()) {
      for (String kind : kinds(type)) {
        variants.put(kind, new Variant(type, first(type, kind)));
      }
    }
    return Collections.unmodifiableMap(variants);
  }

  /** Returns the kind of a record that belongs to a closed choice. */
  static String kindOf(Object owner) {
    Class<?> type = owner.getClass();
    if (isFirstComponentFromKind(type)) {
      return Names.value((Enum<?>) Key.read(type.getRecordComponents()[0], owner));
    }
    return kinds(type)[0];
  }

  /** Whether a record's first component takes the kind instead of having a key of its own. */
  static boolean isFirstComponentFromKind(Class<?> type) {
    return type.isAnnotationPresent(Kind.class) && kinds(type).length > 1;
  }

  /** Whether a key {@code kind} chooses this record. */
  boolean isChosen() {
    return type.isAnnotationPresent(Kind.class);
  }

  /**
   * Makes the record.
   *
   * @param values the values of the record's keys in order
   * @throws InvalidValueException if the record refuses them
   */
  Object make(List<Object> values) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    List<Object> arguments = new ArrayList<>();
    first.ifPresent(arguments::add);
    arguments.addAll(values);
    try {
      return type.getDeclaredConstructor(types).newInstance(arguments.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidValueException refused) {
        throw refused;
      }
      throw new IllegalStateException("cannot make " + type, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + type, e);
    }
  }

  private static Optional<Enum<?>> first(Class<?> type, String kind) {
    if (!isFirstComponentFromKind(type)) {
      return Optional.empty();
    }
    return Names.constant(type.getRecordComponents()[0].getType(), kind);
  }

  private static String[] kinds(Class<?> type) {
    Kind kind = type.getAnnotation(Kind.class);
    if (kind == null) {
      throw new IllegalStateException(type + " belongs to a closed choice but has no @Kind");
    }
    return kind.value();
  }
}
