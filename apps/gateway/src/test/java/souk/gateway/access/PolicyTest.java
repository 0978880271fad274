package souk.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import souk.gateway.store.TenantId;

final class PolicyTest {
    private static final Principal ALICE = new Principal.Tenant(new TenantId("acme"), "alice");
    private static final Principal NOBODY = new Principal.Anonymous();

    /// Members of one statement that allows alice to read `bkt/public/a`, and whether it still does.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"Principal\": \"*\"                                                     | true",
                "\"Principal\": {\"AWS\": \"*\"}                                          | true",
                "\"Principal\": {\"AWS\": [\"other\", \"acme\"]}                          | true",
                "\"Principal\": {\"AWS\": \"other\"}                                      | false",
                "\"Principal\": {\"AWS\": \"arn:aws:iam::acme:root\"}                     | true",
                "\"Principal\": {\"AWS\": \"arn:aws:iam::acme:user/alice\"}               | true",
                "\"Principal\": {\"AWS\": \"arn:aws:iam::acme:user/bob\"}                 | false",
                "\"Principal\": {\"AWS\": \"arn:aws:iam:::user/acme\"}                    | true",
                "\"Principal\": {\"AWS\": \"arn:aws:iam::acme:role/alice\"}               | false",
                "\"Principal\": {\"CanonicalUser\": \"acme\"}                             | true",
                "\"Principal\": {\"Service\": \"logging.s3.amazonaws.com\"}               | false",
                "\"Action\": \"*\"                                                        | true",
                "\"Action\": \"s3:*\"                                                     | true",
                "\"Action\": \"s3:get*\"                                                  | true",
                "\"Action\": [\"s3:PutObject\", \"s3:GetObject\"]                         | true",
                "\"Action\": \"s3:PutObject\"                                             | false",
                "\"NotAction\": \"s3:PutObject\"                                          | true",
                "\"NotAction\": \"s3:Get*\"                                               | false",
                "\"Resource\": \"arn:aws:s3:::bkt/*\"                                     | true",
                "\"Resource\": \"arn:aws:s3:::bkt/public/?\"                              | true",
                "\"Resource\": \"arn:aws:s3:::bkt\"                                       | false",
                "\"Resource\": \"arn:aws:s3:::bkt/private/*\"                             | false",
                "\"Resource\": \"arn:aws:s3:::bkt/*/${aws:username}\"                     | false",
                "\"Resource\": \"arn:aws:s3:::bkt/*/${s3:prefix}\"                        | true",
                "\"Resource\": \"arn:aws:s3:::bkt/${s3:nothing}*\"                        | false",
                "\"NotResource\": \"arn:aws:s3:::bkt/private/*\"                          | true",
            })
    void coversWhatItsMembersSay(String member, boolean covered) {
        var policy = policy("Allow", member);

        assertThat(policy.judge(request(ALICE)) == Policy.Verdict.ALLOWS).isEqualTo(covered);
    }

    /// Conditions on a request from 10.1.2.3 with prefix `a`, tag `security=public` and no referer.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "StringEquals                 | s3:prefix                      | \"a\"               | true",
                "StringEquals                 | S3:Prefix                      | [\"x\", \"a\"]      | true",
                "StringEquals                 | s3:prefix                      | \"A\"               | false",
                "StringEqualsIgnoreCase       | s3:prefix                      | \"A\"               | true",
                "StringNotEquals              | s3:prefix                      | \"a\"               | false",
                "StringNotEquals              | s3:prefix                      | [\"x\", \"y\"]      | true",
                "StringLike                   | s3:prefix                      | \"?*\"              | true",
                "StringNotLike                | s3:prefix                      | \"b*\"              | true",
                "StringEquals                 | aws:Referer                    | \"x\"               | false",
                "StringEqualsIfExists         | aws:Referer                    | \"x\"               | true",
                "StringNotEquals              | aws:Referer                    | \"x\"               | true",
                "Null                         | aws:Referer                    | \"true\"            | true",
                "Null                         | s3:prefix                      | true                | false",
                "Null                         | s3:prefix                      | \"false\"           | true",
                "StringEquals                 | s3:ExistingObjectTag/security  | \"public\"          | true",
                "StringEquals                 | s3:ExistingObjectTag/Security  | \"public\"          | false",
                "IpAddress                    | aws:SourceIp                   | \"10.0.0.0/8\"      | true",
                "IpAddress                    | aws:SourceIp                   | \"10.1.2.3\"        | true",
                "IpAddress                    | aws:SourceIp                   | \"10.1.2.4/31\"     | false",
                "IpAddress                    | aws:SourceIp                   | \"::/0\"            | false",
                "IpAddress                    | aws:SourceIp                   | \"nonsense\"        | false",
                "NotIpAddress                 | aws:SourceIp                   | \"192.168.0.0/16\"  | true",
                "Bool                         | aws:SecureTransport            | false               | true",
                "Bool                         | aws:SecureTransport            | \"true\"            | false",
                "NumericLessThanEquals        | s3:max-keys                    | \"10\"              | true",
                "NumericGreaterThan           | s3:max-keys                    | 10                  | false",
                "NumericEquals                | s3:prefix                      | \"10\"              | false",
                "DateGreaterThan              | aws:CurrentTime                | \"2026-01-01T00:00:00Z\" | true",
                "DateLessThan                 | aws:EpochTime                  | \"1\"               | false",
                "ArnLike                      | aws:PrincipalArn               | \"arn:aws:iam::acme:user/*\" | true",
                "StringEquals                 | aws:username                   | \"${aws:username}\" | true",
                "ForAllValues:StringEquals    | s3:RequestObjectTagKeys        | [\"a\", \"b\", \"c\"] | true",
                "ForAllValues:StringEquals    | s3:RequestObjectTagKeys        | [\"a\"]             | false",
                "ForAnyValue:StringEquals     | s3:RequestObjectTagKeys        | [\"a\"]             | true",
                "ForAllValues:StringEquals    | aws:Referer                    | [\"a\"]             | true",
            })
    void asksItsConditions(String operator, String key, String wanted, boolean holds) {
        var policy = policy("Allow", "\"Condition\": {\"%s\": {\"%s\": %s}}".formatted(operator, key, wanted));

        assertThat(policy.judge(request(ALICE)) == Policy.Verdict.ALLOWS).isEqualTo(holds);
    }

    @Test
    void oneDenialOutweighsAllElse() {
        var allow = statement("Allow", "\"Sid\": \"1\"");
        var deny = statement("Deny", "\"Principal\": {\"AWS\": \"acme\"}");
        var policy = Policy.parse("{\"Statement\": [%s, %s, %s]}".formatted(allow, deny, allow), "bkt");

        assertThat(policy.judge(request(ALICE))).isEqualTo(Policy.Verdict.DENIES);
        assertThat(policy.judge(request(NOBODY))).isEqualTo(Policy.Verdict.ALLOWS);
    }

    @Test
    void deniesAllButTheNamed() {
        var deny = statement("Deny", "\"NotPrincipal\": {\"AWS\": \"acme\"}");
        var policy = Policy.parse("{\"Statement\": %s}".formatted(deny), "bkt");

        assertThat(policy.judge(request(ALICE))).isEqualTo(Policy.Verdict.SILENT);
        assertThat(policy.judge(request(NOBODY))).isEqualTo(Policy.Verdict.DENIES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"Sid\": \"1\"                                                              | true",
                "\"Principal\": {\"AWS\": \"acme\"}                                          | false",
                "\"Condition\": {\"IpAddress\": {\"aws:SourceIp\": \"10.0.0.0/32\"}}         | false",
                "\"Condition\": {\"IpAddress\": {\"aws:SourceIp\": \"0.0.0.0/0\"}}           | true",
                "\"Condition\": {\"NotIpAddress\": {\"aws:SourceIp\": \"10.0.0.0/32\"}}      | true",
                "\"Condition\": {\"StringLike\": {\"s3:prefix\": \"public/\"}}               | true",
                "\"Condition\": {\"StringEquals\": {\"aws:PrincipalAccount\": \"acme\"}}     | false",
                "\"Condition\": {\"StringLike\": {\"aws:PrincipalAccount\": \"*\"}}          | true",
            })
    void isPublicWhenItNamesNeitherWhoNorWhence(String member, boolean open) {
        assertThat(policy("Allow", member).isPublic()).isEqualTo(open);
        assertThat(policy("Deny", member).isPublic()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{\"Statement\": []}",
                "{\"Statement\": 1}",
                "{\"Version\": \"2020-01-01\", \"Statement\": []}",
                "{\"Statements\": []}",
                "{\"Statement\": {\"Effect\": \"Allow\"}}",
            })
    void refusesWhatIsNoPolicy(String document) {
        assertThatThrownBy(() -> Policy.parse(document, "bkt")).isInstanceOf(MalformedPolicyException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Effect\": \"Maybe\"",
                "\"Principal\": \"acme\"",
                "\"Principal\": {}",
                "\"Principal\": {\"AWS\": \"arn:aws:iam\"}",
                "\"Principal\": {\"Google\": \"x\"}",
                "\"NotPrincipal\": \"*\"",
                "\"Action\": \"ec2:Run\"",
                "\"Action\": []",
                "\"NotAction\": \"s3:*\", \"Action\": \"s3:*\"",
                "\"Resource\": \"arn:aws:s3:::other/*\"",
                "\"Resource\": \"bkt\"",
                "\"Condition\": {\"StringNearly\": {\"s3:prefix\": \"a\"}}",
                "\"Condition\": {\"StringEquals\": {\"prefix\": \"a\"}}",
                "\"Condition\": {\"StringEquals\": {\"s3:prefix\": {}}}",
                "\"Unknown\": 1",
            })
    void refusesStatementsItCannotUnderstand(String member) {
        assertThatThrownBy(() -> policy("Allow", member)).isInstanceOf(MalformedPolicyException.class);
    }

    private static Policy policy(String effect, String member) {
        return Policy.parse(
                "{\"Version\": \"2012-10-17\", \"Statement\": [%s]}".formatted(statement(effect, member)), "bkt");
    }

    /// A statement about everything, in which the member given takes the place of its own.
    private static String statement(String effect, String member) {
        var text = new StringBuilder("{").append(member);
        Map.of(
                        "Effect", "\"" + effect + "\"",
                        "Principal", "\"*\"",
                        "Action", "\"s3:*\"",
                        "Resource", "\"arn:aws:s3:::bkt/*\"")
                .forEach((name, value) -> {
                    if (!member.contains("\"" + name + "\"") && !member.contains("\"Not" + name + "\"")) {
                        text.append(", \"").append(name).append("\": ").append(value);
                    }
                });
        return text.append("}").toString();
    }

    private static AccessRequest request(Principal principal) {
        var facts = Map.of(
                "s3:prefix", List.of("a"),
                "s3:max-keys", List.of("10"),
                "s3:existingobjecttag/security", List.of("public"),
                "aws:sourceip", List.of("10.1.2.3"),
                "aws:securetransport", List.of("false"),
                "aws:currenttime", List.of("2026-11-25T10:00:00Z"),
                "aws:epochtime", List.of("1795600800"),
                "aws:username", List.of("alice"),
                "aws:principalarn", List.of("arn:aws:iam::acme:user/alice"),
                "s3:requestobjecttagkeys", List.of("a", "b"));
        return new AccessRequest(
                principal, "s3:GetObject", "bkt", "public/a", key -> facts.getOrDefault(key, List.of()));
    }
}
