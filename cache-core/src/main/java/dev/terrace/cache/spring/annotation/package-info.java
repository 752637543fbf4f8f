/** What a method says of its entries, beside Spring's own cache annotations. */
@NullMarked
package dev.terrace.cache.spring.annotation;

import org.jspecify.annotations.NullMarked;
