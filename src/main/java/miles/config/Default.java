package miles.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a record component whose key a run file leaves out. A component without this
 * annotation must be given, except a section, which is then read as if it were empty, and an {@code
 * Optional}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Default {

  /** The value in YAML; for a choice its kind. Empty if {@link DerivedDefaults} always finds it. */
  String value() default "";

  /** When {@link DerivedDefaults} finds another value, and which, as the reference says it. */
  String derived() default "";
}
