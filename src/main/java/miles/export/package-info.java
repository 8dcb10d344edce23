/**
 * From a checkpoint to a SavedModel that TensorFlow Serving takes as it is.
 *
 * <p>Start at {@link miles.export.SavedModelWriter}. The inference graph is built afresh and the
 * checkpoint's variables are restored into it, so nothing of training reaches the model. Raw inputs
 * such as PNG bytes are decoded inside it by {@link miles.data.RawInput}.
 */
@NullMarked
package miles.export;

import org.jspecify.annotations.NullMarked;
