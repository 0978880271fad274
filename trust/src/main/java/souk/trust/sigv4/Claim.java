package souk.trust.sigv4;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a request claims about its own signature, not yet checked.
///
/// @param accessKeyId who is said to have signed
/// @param scope of the key
/// @param signedHeaders names, lower case
/// @param signature lower-case hexadecimal
record Claim(String accessKeyId, CredentialScope scope, SortedSet<String> signedHeaders, String signature) {

    /// Parses `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`.
    static Optional<Claim> fromHeader(String authorization) {
        var fields = new HashMap<String, String>();
        var list = authorization.substring(SigV4.ALGORITHM.length());
        for (var part : list.split(",", -1)) {
            var equals = part.indexOf('=');
            if (equals > 0) {
                fields.put(
                        part.substring(0, equals).strip(),
                        part.substring(equals + 1).strip());
            }
        }
        return of(fields, "Credential", "SignedHeaders", "Signature");
    }

    /// Reads the `X-Amz-…` parameters of a presigned address.
    static Optional<Claim> fromQuery(Query query) {
        var fields = new HashMap<String, String>();
        query.parameters().forEach(parameter -> fields.putIfAbsent(parameter.name(), parameter.value()));
        return of(fields, "X-Amz-Credential", "X-Amz-SignedHeaders", "X-Amz-Signature");
    }

    private static Optional<Claim> of(Map<String, String> fields, String credential, String headers, String signature) {
        var whole = fields.getOrDefault(credential, "");
        var names = fields.getOrDefault(headers, "");
        var hex = fields.getOrDefault(signature, "");
        // The key itself may hold slashes, the scope never does: count from the end.
        var slash = whole.length();
        for (var i = 0; i < 4 && slash > 0; i++) {
            slash = whole.lastIndexOf('/', slash - 1);
        }
        if (slash <= 0 || names.isEmpty() || hex.isEmpty()) {
            return Optional.empty();
        }
        var key = whole.substring(0, slash);
        return CredentialScope.parse(whole.substring(slash + 1)).map(scope -> new Claim(key, scope, names(names), hex));
    }

    private static SortedSet<String> names(String list) {
        var names = new TreeSet<String>();
        for (var name : list.split(";", -1)) {
            names.add(name.strip().toLowerCase(Locale.ROOT));
        }
        return names;
    }
}
