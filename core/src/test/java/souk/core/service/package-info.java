@NullMarked
package souk.core.service;

import org.jspecify.annotations.NullMarked;
