/// Nodes talk: an HTTP server and client over mutual TLS whose peers are DIDs, with limits, problems and traces.
@NullMarked
package souk.net;

import org.jspecify.annotations.NullMarked;
