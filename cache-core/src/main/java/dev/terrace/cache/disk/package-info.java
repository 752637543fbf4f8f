/** What is kept on a disk of this machine: the journal of invalidations that wait for the remote tier. */
@NullMarked
package dev.terrace.cache.disk;

import org.jspecify.annotations.NullMarked;
