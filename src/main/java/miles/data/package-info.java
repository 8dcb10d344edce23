/**
 * From a manifest to batches: reading, checking, decoding, preprocessing, caching and shuffling
 * samples.
 *
 * <p>Start at {@link miles.data.LoadedData}, which gives a {@link miles.data.Dataset} a split;
 * {@link miles.data.SampleStream} reads rows to predict, {@link miles.data.DataSummary} sums a data
 * set up. How values are made is a {@link miles.data.Preprocessing} of one {@link
 * miles.data.Preprocessor} a modality: a TensorFlow graph that runs here once, and may be built
 * again inside an exported model. Every file runs alone, so that its bits do not depend on its
 * neighbours, and at most two threads decode. Limits: sounds are WAV only, pictures PNG and JPEG;
 * ids, labels, and texts of a manifest are kept in the heap, values need not be. This package knows
 * nothing of models.
 */
@NullMarked
package miles.data;

import org.jspecify.annotations.NullMarked;
