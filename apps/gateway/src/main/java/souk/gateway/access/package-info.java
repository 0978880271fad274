/// Who may do what in a bucket: policies, access lists and their owner's settings, as one pure decision.
@NullMarked
package souk.gateway.access;

import org.jspecify.annotations.NullMarked;
