package miles.compare;

import java.nio.file.Path;
import java.util.Optional;
import miles.config.RunConfig;

/**
 * One run of a comparison.
 *
 * @param variant the method and its parameters
 * @param seed the seed of initial values, shuffling and dropout
 * @param config the resolved run file
 * @param folder the run's folder
 * @param reference the unimodal run that this one measures against and that is trained before it
 */
public record PlannedRun(
    Variant variant, long seed, RunConfig config, Path folder, Optional<PlannedRun> reference) {}
