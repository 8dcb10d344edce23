package miles.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

/** All records of the run file, found from {@link RunConfig} by the types of their components. */
final class Records {

  private Records() {}

  /** Returns every record once, in the order in which a reader of the file meets it. */
  static List<Class<?>> all() {
    List<Class<?>> found = new ArrayList<>();
    add(RunConfig.class, found);
    return found;
  }

  private static void add(Type type, List<Class<?>> found) {
    if (type instanceof ParameterizedType generic) {
      for (Type argument : generic.getActualTypeArguments()) {
        add(argument, found);
      }
    } else if (type instanceof Class<?> raw && raw.isSealed()) {
      Variant.of(raw).values().forEach(variant -> add(variant.type(), found));
    } else if (type instanceof Class<?> raw && raw.isRecord() && !found.contains(raw)) {
      found.add(raw);
      Key.of(raw).forEach(key -> add(key.type(), found));
    }
  }
}
