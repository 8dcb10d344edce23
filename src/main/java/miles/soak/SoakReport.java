package miles.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What disturbing a training showed.
 *
 * @param rows what came of each fault
 * @param runs runs that were disturbed until they ended
 * @param findings what was lost or wrong, one sentence each
 */
public record SoakReport(Map<Fault, Row> rows, int runs, List<String> findings) {

  /**
   * What came of one fault.
   *
   * @param times processes that ended of it
   * @param lost steps that were kept and yet made again, by the process that went on
   * @param wrong files and exit codes that were not as they must be
   */
  public record Row(int times, long lost, int wrong) {

    static final Row NONE = new Row(0, 0, 0);
  }

  public SoakReport {
    rows = Collections.unmodifiableMap(new EnumMap<>(rows));
    findings = List.copyOf(findings);
  }

  /** Returns whether nothing was lost, and nothing wrong. */
  public boolean identical() {
    return findings.isEmpty();
  }

  /** Collects what comes of the faults. */
  static final class Builder {

    private final Map<Fault, Row> rows = new EnumMap<>(Fault.class);
    private final List<String> findings = new ArrayList<>();
    private int runs;

    /** A process ended of a fault. */
    void struck(Fault fault) {
      add(fault, new Row(1, 0, 0));
    }

    /** Steps were made again after a fault. */
    void lost(Fault fault, long steps, String finding) {
      add(fault, new Row(0, steps, 0));
      findings.add("%s: %s".formatted(fault.text(), finding));
    }

    /** Something is not as it must be after a fault. */
    void wrong(Fault fault, String finding) {
      add(fault, new Row(0, 0, 1));
      findings.add("%s: %s".formatted(fault.text(), finding));
    }

    /** Something is not as it must be, and no fault came before. */
    void wrong(String finding) {
      findings.add(finding);
    }

    /** Returns how many things were lost or wrong so far. */
    int findings() {
      return findings.size();
    }

    /** A run that was disturbed has ended. */
    void ended() {
      runs++;
    }

    private void add(Fault fault, Row more) {
      Row row = rows.getOrDefault(fault, Row.NONE);
      rows.put(
          fault,
          new Row(
              row.times() + more.times(), row.lost() + more.lost(), row.wrong() + more.wrong()));
    }

    SoakReport build() {
      return new SoakReport(rows, runs, findings);
    }
  }
}
