package miles.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import miles.interop.Operations.Ruling;
import org.junit.jupiter.api.Test;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.OpDef;

class OperationsTest {

  private final Map<String, Operations.Group> groups = Operations.all().groups();

  @Test
  void everyOperationOfTheLinkedTensorFlowIsClassified() {
    Set<String> linked = linked();
    assertThat(linked).hasSizeGreaterThan(1000);
    assertThat(linked).isSubsetOf(groups.keySet());
  }

  @Test
  void whatIsAllowedIsKnownToTheLinkedTensorFlow() {
    Set<String> allowed =
        groups.keySet().stream()
            .filter(name -> groups.get(name).ruling() != Ruling.REFUSE)
            .collect(Collectors.toSet());
    assertThat(linked()).containsAll(allowed);
  }

  @Test
  void noOperationWithATellingNameIsAllowed() {
    String telling =
        ".*(File|Filename|Dataset|Iterator|Reader|PyFunc|Print|Rpc|Send|Recv|Queue|TPU|Xla|Collective"
            + "|Remote|Writer|WriteRaw|Snapshot.*|Checkpoint|Custom|DebugIdentity|Nccl|DTensor).*";
    Set<String> inMemory = Set.of("ShardedFilename", "ShardedFilespec", "Snapshot");
    assertThat(groups)
        .allSatisfy(
            (name, group) -> {
              if (name.matches(telling) && !inMemory.contains(name)) {
                assertThat(group.ruling()).as(name).isNotEqualTo(Ruling.ALLOW);
              }
            });
  }

  @Test
  void noOperationWithATellingAttributeIsAllowed() {
    assertThat(TensorFlow.registeredOpList().getOpList())
        .filteredOn(
            operation ->
                operation.getAttrList().stream()
                    .filter(attribute -> attribute.getType().matches("string|list\\(string\\)"))
                    .anyMatch(
                        attribute ->
                            attribute
                                .getName()
                                .matches(".*(file|path|directory|url|address|server|host).*")))
        .hasSizeGreaterThan(10)
        .allSatisfy(
            operation ->
                assertThat(groups.get(operation.getName()).ruling())
                    .as(operation.getName())
                    .isNotEqualTo(Ruling.ALLOW));
  }

  private static Set<String> linked() {
    return TensorFlow.registeredOpList().getOpList().stream()
        .map(OpDef::getName)
        .collect(Collectors.toSet());
  }
}
