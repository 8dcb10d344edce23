/**
 * The run file: everything that a run needs, as immutable records.
 *
 * <p>Start at {@link miles.config.RunFile}, which reads and writes it, and at {@link
 * miles.config.RunConfig}, what it says. A key of the file is a component of a record: its name,
 * type, bounds, default and Javadoc are declared there and nowhere else, and reader, writer and
 * {@code docs/run-file.md} follow from them. So a new key is a new record component.
 *
 * <p>Every record checks its own values when it is made and throws {@link
 * miles.config.InvalidValueException}; reading a file collects all such problems with their line
 * and key in one {@link miles.config.ConfigException}. This package knows nothing of TensorFlow.
 */
@NullMarked
package miles.config;

import org.jspecify.annotations.NullMarked;
