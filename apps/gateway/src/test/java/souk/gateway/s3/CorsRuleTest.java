package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CorsRuleTest {
    @ParameterizedTest
    @CsvSource({
        "*,                  http://a.test,       GET,  true",
        "http://a.test,      http://a.test,       GET,  true",
        "http://a.test,      http://a.test:8080,  GET,  false",
        "http://a.test,      http://A.test,       GET,  false",
        "http://*.a.test,    http://www.a.test,   GET,  true",
        "http://*.a.test,    http://a.test,       GET,  false",
        "*suffix,            foo.suffix,          GET,  true",
        "*suffix,            foo.suffix.get,      GET,  false",
        "start*end,          startend,            GET,  true",
        "start*end,          0start12end,         GET,  false",
        "*,                  http://a.test,       PUT,  false",
    })
    void allowsOriginsAndMethods(String allowed, String origin, String method, boolean expected) {
        var rule = rule("<AllowedOrigin>" + allowed + "</AllowedOrigin><AllowedMethod>GET</AllowedMethod>");

        assertThat(rule.allows(origin, method)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                      | true",
                "x-amz-meta-a            | true",
                "X-Amz-Meta-A, X-Exact   | true",
                "x-amz-date              | false",
                "x-exact, x-other        | false",
                "x-exact-not             | false",
            })
    void allowsHeaders(String names, boolean expected) {
        var rule = rule("<AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>"
                + "<AllowedHeader>x-amz-meta-*</AllowedHeader><AllowedHeader>X-Exact</AllowedHeader>");

        assertThat(rule.allowsHeaders(names)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<AllowedOrigin>*</AllowedOrigin>",
                "<AllowedMethod>GET</AllowedMethod>",
                "<AllowedOrigin>*</AllowedOrigin><AllowedMethod>PATCH</AllowedMethod>",
                "<AllowedOrigin>http://*.*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>",
                "<AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><ExposeHeader>x-*</ExposeHeader>",
                "<AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><MaxAgeSeconds>soon</MaxAgeSeconds>",
            })
    void refusesRulesThatSayTooLittleOrTooMuch(String members) {
        assertThatThrownBy(() -> rule(members)).isInstanceOf(S3Exception.class);
    }

    private static CorsRule rule(String members) {
        var document = "<CORSConfiguration><CORSRule>" + members + "</CORSRule></CORSConfiguration>";
        return Cors.parse(document.getBytes(UTF_8)).getFirst();
    }
}
