package miles.evaluate;

/**
 * Metrics of one class against the rest; undefined ones are NaN.
 *
 * @param support samples that have the class
 * @param precision share of the samples predicted as the class that have it; NaN if there are none
 * @param recall share of the samples of the class that are predicted as it; NaN if there are none
 * @param f1 2 · true positives / (2 · true positives + false positives + false negatives); NaN if
 *     the class neither occurs nor is predicted
 * @param auroc area under the ROC curve, ties counting half; NaN unless some samples have the class
 *     and some do not
 * @param averagePrecision Σ_n (R_n − R_{n−1}) P_n, not interpolated; NaN if no sample has the class
 */
public record ClassMetrics(
    int support,
    double precision,
    double recall,
    double f1,
    double auroc,
    double averagePrecision) {}
