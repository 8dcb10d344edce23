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
 */
record Key(String name, RecordComponent component) {

  /** Returns the keys of a record in the order of its components, without {@code kind}. */
  static List<Key> of(Class<?> type) {
    return Stream.of(type.getRecordComponents())
        .skip(Variant.isFirstComponentFromKind(type) ? 1 : 0)
        .map(component -> new Key(Names.key(component.getName()), component))
        .toList();
  }

  /** Returns the type of the value. */
  Type type() {
    return component.getGenericType();
  }

  /** Returns what the key allows. */
  Limits limits() {
    return new Limits(type(), Optional.ofNullable(component.getAnnotation(Allowed.class)));
  }

  /** Returns the value for a file that leaves the key out, if the key may be left out. */
  Optional<Default> byDefault() {
    return Optional.ofNullable(component.getAnnotation(Default.class));
  }

  /** Returns the component's value in a record. */
  Object valueIn(Object owner) {
    try {
      return component.getAccessor().invoke(owner);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}
