/**
 * The command line: one class a command, and what all of them share.
 *
 * <p>Start at {@link miles.cli.Main}: it names every command. A command parses its arguments, calls
 * the packages that do the work, and prints through {@link miles.cli.Console}; it catches nothing,
 * for {@link miles.cli.Failure} turns every exception into an exit code and one sentence. This is
 * the one package that touches {@code System.in}, {@code System.out}, {@code System.err} and {@code
 * System.exit}.
 */
@NullMarked
package miles.cli;

import org.jspecify.annotations.NullMarked;
