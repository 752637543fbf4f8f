/**
 * Proves what callers are promised about loads, over several instances and processes on a real Redis. How often and when loaders
 * ran is known from a ledger that they keep themselves, past everything that is tested.
 */
@NullMarked
package dev.terrace.cache.loading;

import org.jspecify.annotations.NullMarked;
