package miles.graph;

import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * What training feeds and fetches.
 *
 * @param targets {@code targets}: one-hot, multi-hot or numbers {@code [batch, outputs]}
 * @param training {@code training}: whether dropout and the statistics of batches are used {@code
 *     []}
 * @param seed {@code dropout_seed}: the run's seed and the global step {@code [2]}
 * @param lossWeights {@code loss_weight/fusion} and, with heads, {@code loss_weight/<m>} {@code []}
 * @param losses the unweighted mean losses by the same keys {@code []}; a head's loss is the mean
 *     over the samples that have the modality, 0 if none has
 * @param loss Σ weight · loss {@code []}
 * @param updates assignments of running means, to be run with every training step, while {@code
 *     training} is true
 */
public record TrainingNodes(
    Placeholder<TFloat32> targets,
    Placeholder<TBool> training,
    Placeholder<TInt64> seed,
    Map<String, Placeholder<TFloat32>> lossWeights,
    Map<String, Operand<TFloat32>> losses,
    Operand<TFloat32> loss,
    List<Op> updates) {}
