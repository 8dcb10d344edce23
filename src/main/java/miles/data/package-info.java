/**
 * From a manifest to batches: reading, checking, decoding, preprocessing, caching and shuffling
 * samples.
 *
 * <p>Preprocessing is a TensorFlow graph that runs once when data are loaded; the same graph serves
 * inside an exported model. This package knows nothing of models.
 */
@NullMarked
package miles.data;

import org.jspecify.annotations.NullMarked;
