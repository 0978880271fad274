/// Service levels in OpenSLO's words: what is measured, what was promised, and the hashes that parties sign.
@NullMarked
package souk.core.service;

import org.jspecify.annotations.NullMarked;
