package souk.gateway.s3;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.gateway.access.AccessRequest;
import souk.gateway.access.Principal;
import souk.gateway.store.Tags;
import souk.trust.sigv4.SigV2Verifier;
import souk.trust.sigv4.SigV4;

/// What the conditions of policies may ask about a request.
///
/// @param existing the tags of the object asked for
/// @param now the server's time
record RequestFacts(S3Call call, Optional<Tags> existing, Instant now) implements AccessRequest.Context {
    private static final String EXISTING_TAG = "s3:existingobjecttag/";
    private static final String REQUEST_TAG = "s3:requestobjecttag/";
    private static final String HEADER = "s3:x-amz-";
    private static final String LOCK = "s3:object-lock-";

    @Override
    public List<String> values(String key) {
        if (key.startsWith(EXISTING_TAG)) {
            return tag(existing, key.substring(EXISTING_TAG.length()));
        }
        if (key.startsWith(REQUEST_TAG)) {
            return tag(Optional.of(TagSets.ofHeader(call)), key.substring(REQUEST_TAG.length()));
        }
        if (key.equals("s3:x-amz-copy-source")) {
            return list(call.header("x-amz-copy-source").map(RequestFacts::source));
        }
        if (key.startsWith(HEADER)) {
            return list(call.header(key.substring("s3:".length())));
        }
        if (key.startsWith(LOCK)) {
            return list(call.header("x-amz-" + key.substring("s3:".length())));
        }
        return named(key);
    }

    private List<String> named(String key) {
        return switch (key) {
            case "aws:sourceip" -> List.of(call.peer().address());
            case "aws:securetransport" -> List.of(Boolean.toString(call.peer().secure()));
            case "aws:referer" -> list(call.header("referer"));
            case "aws:useragent" -> list(call.header("user-agent"));
            case "aws:currenttime" -> List.of(now.toString());
            case "aws:epochtime" -> List.of(Long.toString(now.getEpochSecond()));
            case "aws:principaltype" -> List.of(user().isPresent() ? "User" : "Anonymous");
            case "aws:principalaccount" -> list(tenant());
            case "aws:principalarn" ->
                list(user().map(user -> "arn:aws:iam::" + tenant().orElse("") + ":user/" + user));
            case "aws:userid" -> list(tenant());
            case "aws:username" -> list(user());
            case "s3:prefix", "s3:delimiter", "s3:max-keys", "s3:versionid" -> list(parameter(key));
            case "s3:requestobjecttagkeys" ->
                List.copyOf(TagSets.ofHeader(call).values().keySet());
            case "s3:authtype" -> list(authType());
            case "s3:signatureversion" -> list(user().map(_ -> signatureVersion()));
            default -> List.of();
        };
    }

    private Optional<String> parameter(String key) {
        var name = key.substring("s3:".length());
        return call.parameter(name.equals("versionid") ? "versionId" : name);
    }

    private Optional<String> authType() {
        return user().map(_ -> call.header("authorization").isPresent() ? "REST-HEADER" : "REST-QUERY-STRING");
    }

    private String signatureVersion() {
        return SigV2Verifier.isSigned(call.wire()) ? "AWS" : SigV4.ALGORITHM;
    }

    private Optional<String> user() {
        return call.principal() instanceof Principal.Tenant(var _, var user) ? Optional.of(user) : Optional.empty();
    }

    private Optional<String> tenant() {
        return call.principal() instanceof Principal.Tenant(var id, var _) ? Optional.of(id.value()) : Optional.empty();
    }

    /// Policies write the source without the slash in front and without its version.
    private static String source(String header) {
        var path = S3Target.decode(header.split("\\?versionId=", 2)[0]);
        return path.startsWith("/") ? path.substring(1) : path;
    }

    private static List<String> tag(Optional<Tags> tags, String name) {
        return list(tags.flatMap(set -> Optional.ofNullable(set.values().get(name))));
    }

    private static List<String> list(Optional<String> value) {
        return value.stream().toList();
    }
}
