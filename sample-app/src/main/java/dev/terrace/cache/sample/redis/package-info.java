/** A Redis for those who have none: started by the first instance of the sample, found by the others. */
@org.jspecify.annotations.NullMarked
package dev.terrace.cache.sample.redis;
