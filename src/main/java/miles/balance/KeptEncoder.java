package miles.balance;

import java.util.ArrayList;
import java.util.List;
import miles.graph.Extension;
import miles.graph.FusionGraph;
import miles.graph.FusionGraph.GraphVariable;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/**
 * A second copy of an encoder's variables, in the graph.
 *
 * @param keep copies the variables, running statistics included
 * @param putBack gives them the values of the copy
 */
record KeptEncoder(Op keep, Op putBack) {

  static KeptEncoder of(FusionGraph graph, String modality) {
    Extension extension = graph.extension();
    Ops tf = extension.tf();
    List<Op> keep = new ArrayList<>();
    List<Op> putBack = new ArrayList<>();
    for (GraphVariable variable : graph.variables()) {
      if (variable.group().equals(FusionGraph.encoderGroup(modality))) {
        Extension.State copy =
            extension.state("mses/" + variable.name(), variable.variable().shape(), 0);
        keep.add(copy.assign(tf.identity(variable.variable())));
        putBack.add(tf.assign(variable.variable(), copy.value()));
      }
    }
    return new KeptEncoder(
        tf.withControlDependencies(keep).noOp(), tf.withControlDependencies(putBack).noOp());
  }
}
