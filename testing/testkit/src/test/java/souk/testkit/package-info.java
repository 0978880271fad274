/// Rules of the architecture, and a real local market under test.
@NullMarked
package souk.testkit;

import org.jspecify.annotations.NullMarked;
