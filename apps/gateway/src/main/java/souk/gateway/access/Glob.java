package souk.gateway.access;

/// Patterns in which `*` stands for any characters and `?` for one.
///
/// Not a regular expression: those of clients may take for ever, this takes at most pattern times text.
public final class Glob {
    /// Where a star or question mark is meant as such, it is moved by this into the private use area.
    private static final int LITERAL = 0xF000;

    private Glob() {}

    /// Whether the pattern stands for the text.
    public static boolean matches(String pattern, String text) {
        var p = 0;
        var t = 0;
        var star = -1;
        var resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && one(pattern.charAt(p), text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /// The text as a pattern that only it matches.
    static String literal(String text) {
        return text.replace('*', (char) (LITERAL + '*')).replace('?', (char) (LITERAL + '?'));
    }

    private static boolean one(char pattern, char text) {
        return pattern == '?' || pattern == text || pattern == LITERAL + text;
    }
}
