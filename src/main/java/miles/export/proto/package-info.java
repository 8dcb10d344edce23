/**
 * TensorFlow Serving's prediction log, as far as warm-up requests need it.
 *
 * <p>The classes are generated from {@code src/main/proto/miles/serving/prediction_log.proto}:
 * start there. {@code miles.export.WarmupRequests} writes them.
 */
@NullMarked
package miles.export.proto;

import org.jspecify.annotations.NullMarked;
