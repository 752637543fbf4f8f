/** The remote port on Redis through one dedicated Redisson client; the scripts are resources. */
@NullMarked
package dev.terrace.cache.redis;

import org.jspecify.annotations.NullMarked;
