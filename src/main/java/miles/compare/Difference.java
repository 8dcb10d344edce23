package miles.compare;

/**
 * A variant against a baseline in one score on the test split.
 *
 * @param variant the variant
 * @param baseline what it is compared with
 * @param measure the score's name in {@link RunScore#test}
 * @param paired the differences by seed
 */
public record Difference(
    Variant variant, Variant baseline, String measure, PairedDifference paired) {}
