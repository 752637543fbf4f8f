package dev.terrace.cache.near;

/** Who looks after near tiers in tests. */
public final class Keepers {

    /** Nobody. */
    public static final NearTier.Keeper NONE = new NearTier.Keeper() {
        @Override
        public boolean isOver(NearEntry entry) {
            return false;
        }

        @Override
        public void pinRefused() {}
    };

    private Keepers() {}
}
