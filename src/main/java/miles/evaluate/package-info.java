/**
 * How good predictions are, and how much of that is due to each modality.
 *
 * <p>Start at {@link miles.evaluate.Metrics}: predictions of one split in, metrics out. {@link
 * miles.evaluate.ModalityScores} holds what one epoch scored, {@link
 * miles.evaluate.UtilizationRates}, {@link miles.evaluate.Imbalance} and {@link
 * miles.evaluate.ShapleyValues} say what it means for the modalities.
 *
 * <p>A value that the samples do not define, such as the AUROC of a class that never occurs, is
 * NaN, never a made-up number. This package knows nothing of TensorFlow, training or files.
 */
@NullMarked
package miles.evaluate;

import org.jspecify.annotations.NullMarked;
