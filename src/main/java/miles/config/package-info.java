/**
 * The run file: everything that a run needs, as immutable records.
 *
 * <p>Start at {@link miles.config.RunConfig}. Every record checks its own values when it is made
 * and throws {@link IllegalArgumentException} with one clear sentence; reading a file collects all
 * such problems with their line and key. This package knows nothing of TensorFlow.
 */
@NullMarked
package miles.config;

import org.jspecify.annotations.NullMarked;
