/// What the gateway knows of buckets, objects and uploads, and the ports to where their bytes and keys live.
@NullMarked
package souk.gateway.store;

import org.jspecify.annotations.NullMarked;
