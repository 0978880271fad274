package souk.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

final class GlobProperties {
    @Property
    void matchesAsTheRegularExpressionDoes(
            @ForAll @Chars({'a', 'b', '*', '?', '/'}) @StringLength(max = 8) String pattern,
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 10) String text) {
        var expression = pattern.replace("*", ".*").replace("?", ".");

        assertThat(Glob.matches(pattern, text)).isEqualTo(Pattern.matches(expression, text));
    }

    @Property
    void aLiteralMatchesOnlyItself(@ForAll @Chars({'a', '*', '?'}) @StringLength(max = 6) String text) {
        assertThat(Glob.matches(Glob.literal(text), text)).isTrue();
        assertThat(Glob.matches(Glob.literal("*" + text), "b" + text)).isFalse();
    }
}
