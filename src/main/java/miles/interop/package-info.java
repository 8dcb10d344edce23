/**
 * SavedModels that others made: read, checked, and looked into.
 *
 * <p>Start at {@link miles.interop.SavedModelFile}, which reads the protocol buffers of a folder. A
 * SavedModel is a program, so {@link miles.interop.Trust} says whether its operations are checked
 * before anything of it is run.
 */
@NullMarked
package miles.interop;

import org.jspecify.annotations.NullMarked;
