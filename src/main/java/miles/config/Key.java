package miles.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One key of a section: a record component seen from the run file. Reader, writer and reference all
 * go by this, so that none of them can know a key that the others do not.
 *
 * @param name the key in the file
 * @param component the component that holds its value
 * @param limits what the key allows
 * @param byDefault the value for a file that leaves the key out, if the key may be left out
 */
record Key(String name, RecordComponent component, Limits limits, Optional<Default> byDefault) {

  /** Annotations are parsed anew for every look at a class, so one look is kept. */
  private static final ClassValue<List<Key>> KEYS =
      new ClassValue<>() {
        @Override
        protected List<Key> computeValue(Class<?> type) {
          return Stream.of(type.getRecordComponents())
              .skip(Variant.isFirstComponentFromKind(type) ? 1 : 0)
              .map(Key::of)
              .toList();
        }
      };

  /** Returns the keys of a record in the order of its components, without {@code kind}. */
  static List<Key> of(Class<?> type) {
    return KEYS.get(type);
  }

  private static Key of(RecordComponent component) {
    Allowed allowed = component.getAnnotation(Allowed.class);
    return new Key(
        Names.key(component.getName()),
        component,
        new Limits(component.getGenericType(), Optional.ofNullable(allowed)),
        Optional.ofNullable(component.getAnnotation(Default.class)));
  }

  /** Returns the type of the value. */
  Type type() {
    return limits.type();
  }

  /** Returns the component's value in a record. */
  Object valueIn(Object owner) {
    return read(component, owner);
  }

  /** Returns a component's value in a record. */
  static Object read(RecordComponent component, Object owner) {
    try {
      return component.getAccessor().invoke(owner);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}
