/** The sample application: a shop catalogue whose slow reads are cached on two tiers. */
@org.jspecify.annotations.NullMarked
package dev.terrace.cache.sample;
