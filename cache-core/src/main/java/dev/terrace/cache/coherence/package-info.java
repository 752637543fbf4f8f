/** The coherence protocol over the remote port: log followers, the control view, the fill guard. */
@NullMarked
package dev.terrace.cache.coherence;

import org.jspecify.annotations.NullMarked;
