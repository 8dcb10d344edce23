package miles.data.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import miles.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFileTest {

  /** numpy.save of numpy.arange(6, dtype="<f4").reshape(2, 3). */
  private static final String FLOATS =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBl"
          + "JzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
          + "ICAgICAgICAgICAgIAoAAAAAAACAPwAAAEAAAEBAAACAQAAAoEA=";

  /** numpy.save of numpy.asfortranarray(numpy.arange(6, dtype=">i8").reshape(2, 3)). */
  private static final String FORTRAN =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPmk4JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUn"
          + "OiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
          + "ICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAAADAAAAAAAAAAEAAAAAAAAABAAAAAAAAAACAAAA"
          + "AAAAAAU=";

  @TempDir private Path folder;

  private NpyFile open(byte[] bytes) throws IOException {
    return NpyFile.open(Files.write(folder.resolve("a.npy"), bytes));
  }

  private static byte[] header(String dictionary, int bytes) {
    return NpyBytes.file(1, dictionary, new byte[bytes]);
  }

  @ParameterizedTest
  @ValueSource(strings = {FLOATS, FORTRAN})
  void readsWhatNumpyWrites(String base64) throws IOException {
    NpyFile file = open(Base64.getDecoder().decode(base64));

    assertThat(file.shape()).containsExactly(2, 3);
    for (int row = 0; row < 2; row++) {
      for (int column = 0; column < 3; column++) {
        assertThat(file.value(row, column)).isEqualTo(3 * row + column);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, <f4, false", "2, >f4, true", "3, <f8, false", "1, >f8, false", "2, |u1, true",
    "3, <i4, true", "1, >i4, false", "2, <i8, false", "1, >i8, true", "1, <u1, false"
  })
  void everyTypeByteOrderAxisOrderAndVersionGivesTheSameValues(
      int version, String descr, boolean fortran) throws IOException {
    int[] shape = {2, 3, 4};
    ByteBuffer data = ByteBuffer.allocate(24 * (descr.charAt(2) - '0'));
    data.order(descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 24; i++) {
      // The i-th value in the file has these indices.
      int[] index =
          fortran ? new int[] {i % 2, i / 2 % 3, i / 6} : new int[] {i / 12, i / 4 % 3, i % 4};
      put(data, descr.substring(1), 100 * index[0] + 10 * index[1] + index[2]);
    }
    NpyFile file =
        open(
            NpyBytes.file(version, NpyBytes.dictionary(descr, fortran, "(2, 3, 4)"), data.array()));

    assertThat(file.rows()).isEqualTo(2);
    assertThat(file.width()).isEqualTo(12);
    for (int row = 0; row < shape[0]; row++) {
      for (int column = 0; column < 12; column++) {
        int expected = 100 * row + 10 * (column / 4) + column % 4;
        assertThat(file.value(row, column)).isEqualTo(expected);
      }
    }
  }

  private static void put(ByteBuffer data, String type, int value) {
    switch (type) {
      case "f4" -> data.putFloat(value);
      case "f8" -> data.putDouble(value);
      case "u1" -> data.put((byte) value);
      case "i4" -> data.putInt(value);
      default -> data.putLong(value);
    }
  }

  @Test
  void unsignedBytesReach255() throws IOException {
    assertThat(open(NpyBytes.bytes("(1, 1)", new byte[] {(byte) 255})).value(0, 0)).isEqualTo(255);
  }

  @Test
  void python2sLongSizesAndKeysInAnyOrderAreRead() throws IOException {
    String dictionary = "{'shape': (2L, 3L), 'fortran_order': False, 'descr': '|u1'}";

    assertThat(open(header(dictionary, 6)).shape()).containsExactly(2, 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 7, 4000})
  void aSizeThatContradictsTheHeaderIsRefused(int bytes) {
    assertThatThrownBy(() -> open(header(NpyBytes.dictionary("|u1", false, "(2, 3)"), bytes)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "a.npy: its header claims 2 × 3 values of 1 bytes, 6 bytes in all, but %d follow. Download it again.",
            bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(999999999, 999999999, 999999999)", "(999999999, 999999999, 9)"})
  void aClaimBeyondAllMemoryIsRefusedWithoutAllocation(String shape) {
    assertThatThrownBy(() -> open(header(NpyBytes.dictionary("<f8", false, shape), 8)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a.npy: its header claims 999999999 × 999999999 × ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"|O", "<U1", "<c8", "<f2", "<V16", "x", ""})
  void valuesThatAreNoNumbersOfAKnownTypeAreRefused(String descr) {
    assertThatThrownBy(() -> open(header(NpyBytes.dictionary(descr, false, "(2, 3)"), 6)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("a.npy: its values are " + descr)
        .hasMessageContaining("read are f4, f8, u1, i4 and i8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '|u1', 'shape': (1,)}",
        "{'descr': '|u1', 'fortran_order': False}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': ()}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (0, 3)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (1 1)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (12345678901,)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1)}"
      })
  void aHeaderThatSaysTooLittleIsRefused(String dictionary) {
    assertThatThrownBy(() -> open(header(dictionary, 1)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("a.npy: its ");
  }

  @Test
  void aHeaderLongerThanTheFileIsRefused() {
    byte[] file = header(NpyBytes.dictionary("|u1", false, "(1,)"), 1);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putShort(8, (short) -1);

    assertThatThrownBy(() -> open(file)).hasMessageContaining("its header claims 65535 bytes");

    byte[] second = NpyBytes.file(2, NpyBytes.dictionary("|u1", false, "(1,)"), new byte[1]);
    ByteBuffer.wrap(second).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -1);
    assertThatThrownBy(() -> open(second)).hasMessageContaining("header claims 4294967295 bytes");
  }

  @Test
  void whatIsNoNpyFileIsRefused() {
    byte[] good = header(NpyBytes.dictionary("|u1", false, "(1,)"), 1);
    byte[] version4 = good.clone();
    version4[6] = 4;
    byte[] png = good.clone();
    png[1] = 'P';
    for (byte[] bad : new byte[][] {version4, png, {}, Arrays.copyOf(good, 11)}) {
      assertThatThrownBy(() -> open(bad))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("a.npy is no npy file of version 1 to 3");
    }
    assertThatThrownBy(() -> NpyFile.open(folder.resolve("b.npy")))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("no b.npy in ");
  }
}
