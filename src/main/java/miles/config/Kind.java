package miles.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of the key {@code kind} that chooses this record among the records of its sealed
 * interface. A record of several kinds has an enum of them as its first component, which takes the
 * kind and has no key of its own.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Kind {

  /** The kind, or the kinds. */
  String[] value();
}
