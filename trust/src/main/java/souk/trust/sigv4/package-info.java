/// AWS Signature Version 4: signing for clients, verifying for servers, in headers, in presigned addresses and in
/// chunked bodies.
@NullMarked
package souk.trust.sigv4;

import org.jspecify.annotations.NullMarked;
