/// Who is served next when there is more to do than can be done at once.
@NullMarked
package souk.net.admission;

import org.jspecify.annotations.NullMarked;
