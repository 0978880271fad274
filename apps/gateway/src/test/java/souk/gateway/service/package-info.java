@NullMarked
package souk.gateway.service;

import org.jspecify.annotations.NullMarked;
