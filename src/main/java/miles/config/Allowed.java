package miles.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The values that a record component takes by itself, whatever the other components hold. The
 * record's constructor refuses all others through {@link Check#values}, the reader does so with
 * file, line and key, and the reference of the run file says what is allowed.
 *
 * <p>On a list the bounds hold for every item. A number is always finite, a text never blank.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Allowed {

  /** The most units of a layer, channels of a convolution, values of an embedding, or rank. */
  int WIDEST = 65_536;

  /**
   * The longest window of a convolution or a pooling, and the longest step from one to the next.
   */
  int LONGEST_WINDOW = 1_024;

  /** The most residual blocks of a stage. */
  int MOST_BLOCKS = 1_024;

  /** The most layers, or stages, one after the other. */
  int MOST_LAYERS = 100;

  /** The most pixels of a side of a picture. */
  int LONGEST_SIDE = 16_384;

  /** The most bands of a spectrogram. */
  int MOST_BANDS = 4_096;

  /** The most tokens of a text, or samples of a frame of a sound. */
  int LONGEST_SEQUENCE = 65_536;

  /** The most rows of a table of embeddings. */
  int MOST_BUCKETS = 16_777_216;

  /** The least number. */
  double min() default Double.NEGATIVE_INFINITY;

  /** The number that a value must exceed. */
  double above() default Double.NEGATIVE_INFINITY;

  /** The greatest number. */
  double max() default Double.POSITIVE_INFINITY;

  /** The number that a value must stay under. */
  double below() default Double.POSITIVE_INFINITY;

  /** The only numbers, if there are any here. */
  int[] oneOf() default {};

  /** The least number of items of a list or a map. */
  int size() default 0;

  /** The greatest number of items of a list. */
  int most() default Integer.MAX_VALUE;

  /** Whether the items of a list differ from each other. */
  boolean distinct() default false;

  /** Whether a text, or every key of a map, is a name that can stand in paths and key paths. */
  boolean name() default false;
}
