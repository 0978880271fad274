/// Storage challenges, their verification by anyone, evidence, scores and disputes.
@NullMarked
package souk.assurance;

import org.jspecify.annotations.NullMarked;
