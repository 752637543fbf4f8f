/** What tests of every module need: a real Redis. */
@NullMarked
package dev.terrace.cache.testing;

import org.jspecify.annotations.NullMarked;
