package miles.config;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ShownTest {

  @Test
  void charactersThatATerminalObeysAreWrittenOut() {
    assertThat(Shown.line("a\nb\tc\u001b[2J\u202e\u2028\u0085d"))
        .isEqualTo("a\\nb\\tc\\u001b[2J\\u202e\\u2028\\u0085d");
    assertThat(Shown.lines("a\n\r\u009bb")).isEqualTo("a\n\\r\\u009bb");
    assertThat(Shown.value("\u732b \ud83d\ude00 \u0438")).isEqualTo("\u732b \ud83d\ude00 \u0438");
  }

  @Test
  void longValuesAreCutBetweenCharacters() {
    String sixty = "\ud83d\ude00".repeat(60);
    assertThat(Shown.value(sixty)).isEqualTo(sixty);
    assertThat(Shown.value(sixty + "x")).isEqualTo(sixty + "…");
  }

  @Property
  void anyTextIsOneBoundedLine(@ForAll String text) {
    assertThat(Shown.value(text).codePoints().noneMatch(Character::isISOControl)).isTrue();
    assertThat(Shown.value(text).length()).isLessThanOrEqualTo(6 * 60 + 1);
    assertThat(Shown.lines(text).lines().count()).isLessThanOrEqualTo(text.lines().count() + 1);
  }
}
