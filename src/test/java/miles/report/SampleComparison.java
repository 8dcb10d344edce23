package miles.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of a comparison that was never made: two methods, three seeds, made-up scores. */
final class SampleComparison {

  private SampleComparison() {}

  /** Writes the two files that a report is made of. */
  static Path write(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("compare.csv"),
        """
        method,parameters,seed,end,best_epoch,epochs,validation,test/full,test/only/a,test/only/<b>,seconds,seconds_per_step,run
        uniform,,1,complete,2,3,0.8,0.8,0.6,0.5,3.0,0.1,r1
        uniform,,2,complete,2,3,0.8,0.7,0.6,0.5,3.0,0.1,r2
        uniform,,3,diverged,0,1,,,,,1.0,0.1,r3
        miles,threshold=0.1,1,complete,2,3,0.9,0.9,0.7,0.4,4.0,0.2,r4
        miles,threshold=0.1,2,complete,2,3,0.9,0.85,0.7,0.4,4.0,0.2,r5
        """);
    Files.writeString(
        folder.resolve("summary.json"),
        """
        {"name": "sample", "score": "macro-f1", "modalities": ["a", "<b>"], "seeds": [1, 2, 3],
         "tuning": {"trials": 4, "seed": 0},
         "variants": [
          {"method": "uniform", "parameters": {}, "runs": 3, "diverged": 1, "measures": {
            "validation": {"count": 2, "mean": 0.8, "deviation": 0.0},
            "full": {"count": 2, "mean": 0.75, "deviation": 0.07},
            "only/a": {"count": 2, "mean": 0.6, "deviation": 0.0},
            "only/<b>": {"count": 2, "mean": 0.5, "deviation": 0.0},
            "best_epoch": {"count": 2, "mean": 2.0, "deviation": 0.0},
            "seconds": {"count": 2, "mean": 3.0, "deviation": 0.0},
            "seconds_per_step": {"count": 2, "mean": 0.1, "deviation": 0.0}}},
          {"method": "miles", "parameters": {"balance.miles.threshold": "0.1"}, "runs": 2, "diverged": 0,
           "measures": {
            "full": {"count": 1, "mean": 0.875},
            "only/a": {"count": 2, "mean": 0.7, "deviation": 0.0},
            "only/<b>": {"count": 2, "mean": 0.4, "deviation": 0.0},
            "seconds_per_step": {"count": 2, "mean": 0.2, "deviation": 0.0}}}],
         "differences": [
          {"method": "miles", "parameters": {"balance.miles.threshold": "0.1"},
           "baseline": {"method": "uniform", "parameters": {}}, "measure": "full", "count": 2,
           "mean": 0.125, "low": 0.1, "high": 0.15, "wins": 2, "ties": 0,
           "excludes_zero": true, "marked": false},
          {"method": "miles", "parameters": {"balance.miles.threshold": "0.1"},
           "baseline": {"method": "uniform", "parameters": {}}, "measure": "only/a", "count": 6,
           "mean": 0.0625, "low": 0.05, "high": 0.15, "wins": 5, "ties": 1,
           "excludes_zero": true, "marked": true},
          {"method": "miles", "parameters": {"balance.miles.threshold": "0.1"},
           "baseline": {"method": "uniform", "parameters": {}}, "measure": "only/<b>", "count": 1,
           "mean": -0.1, "wins": 0, "ties": 0, "excludes_zero": false, "marked": false}]}
        """);
    return folder;
  }
}
