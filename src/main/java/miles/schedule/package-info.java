/**
 * Learning rates over time: what is fed to a parameter group at a step is
 *
 * <pre>{@code base rate · Schedule.factor(step) · factor of the group in this epoch}</pre>
 *
 * <p>Start at {@link miles.schedule.MilesScheduler} for the balancing of the modalities, and at
 * {@link miles.schedule.Schedule} for the base schedules. Both are pure: what they remember is
 * passed in and handed back, so a checkpoint can hold it and a test can write it down. This package
 * knows nothing of TensorFlow or files.
 */
@NullMarked
package miles.schedule;

import org.jspecify.annotations.NullMarked;
