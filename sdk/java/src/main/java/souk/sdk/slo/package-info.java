/// Service level objectives as people write them: OpenSLO v1.
@NullMarked
package souk.sdk.slo;

import org.jspecify.annotations.NullMarked;
