/** What the page of the sample needs beside the shop: a second instance next to this one, and a Redis that can be taken away. */
@org.jspecify.annotations.NullMarked
package dev.terrace.cache.sample.tour;
