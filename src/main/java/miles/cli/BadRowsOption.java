package miles.cli;

import miles.data.BadRows;
import miles.data.DataException;
import miles.data.SkippedRows;
import picocli.CommandLine.Option;

/** What happens to rows that cannot be used, as several commands take it. */
final class BadRowsOption {

  @Option(
      names = "--skip-bad-rows",
      description =
          "Leave out rows that cannot be used, and say which, where otherwise nothing is done.")
  private boolean skip;

  /**
   * Returns what happens to bad rows.
   *
   * @param console tells of those that are left out
   */
  BadRows of(Console console) {
    return skip ? BadRows.skip(skipped -> console.notice(text(skipped))) : BadRows.refuse();
  }

  private static String text(SkippedRows skipped) {
    String reasons = String.join("\n  ", skipped.reasons());
    boolean more = skipped.reasons().size() == DataException.SHOWN;
    return "skipped %d bad %s%s:\n  %s"
        .formatted(
            skipped.count(),
            skipped.count() == 1 ? "row" : "rows",
            more ? "; the first problems" : "",
            reasons);
  }
}
