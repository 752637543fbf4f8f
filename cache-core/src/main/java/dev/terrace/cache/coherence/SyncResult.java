package dev.terrace.cache.coherence;

/**
 * What a sync of a lane found to do.
 *
 * @param sent how many invalidations had waited for it
 * @param again whether some more wait, so that another sync is due at once
 */
record SyncResult(int sent, boolean again) {}
