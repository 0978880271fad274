@NullMarked
package souk.node.auditor;

import org.jspecify.annotations.NullMarked;
