package dev.terrace.cache;

/**
 * How many values a pattern matches.
 *
 * @param count how many lay in the remote tier, each once; of those that come or go while they are counted some are in it
 * @param complete whether they were counted; if there were too many for that, they are estimated, within about a hundredth
 */
public record Matches(long count, boolean complete) {

    /** Nothing matches. */
    public static final Matches NONE = new Matches(0, true);
}
