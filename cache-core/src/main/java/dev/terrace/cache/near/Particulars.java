package dev.terrace.cache.near;

import dev.terrace.cache.Priority;
import dev.terrace.cache.Validators;
import dev.terrace.cache.near.NearEntry.Draft;
import dev.terrace.cache.near.NearEntry.Limits;
import dev.terrace.cache.near.NearEntry.Origin;
import dev.terrace.cache.near.Places.Place;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What most entries of a tier have in common: those share one object, each other entry has its own. */
class Particulars {

    final NearTier owner;
    final Priority priority;
    final Set<String> tags;
    final @Nullable Validators validators;

    /** Changes within the lock of {@link Places}, and never where it is shared: nothing is kept for ordinary entries. */
    private volatile Place place = Place.ORDINARY;

    /** Those of the ordinary entries of a tier. */
    Particulars(NearTier owner) {
        this(owner, Priority.NORMAL, Set.of(), null);
    }

    private Particulars(NearTier owner, Priority priority, Set<String> tags, @Nullable Validators validators) {
        this.owner = owner;
        this.priority = priority;
        this.tags = tags;
        this.validators = validators;
    }

    private Particulars(NearTier owner, Origin origin) {
        this(owner, origin.priority(), origin.tags(), origin.validators());
    }

    static Particulars of(Draft draft) {
        Limits limits = draft.life().limits();
        if (limits != null) {
            return new Limited(draft, limits);
        }
        return isOrdinary(draft.origin()) ? draft.owner().ordinary() : new Particulars(draft.owner(), draft.origin());
    }

    private static boolean isOrdinary(Origin origin) {
        return origin.priority() == Priority.NORMAL && origin.tags().isEmpty() && origin.validators() == null;
    }

    final Place place() {
        return place;
    }

    final void moveTo(Place other) {
        place = other;
    }

    boolean isNear(long nanoTime) {
        return true;
    }

    boolean isTrustedAlone(long nanoTime) {
        return false;
    }

    boolean isIdle(long nanoTime) {
        return false;
    }

    /** Returns until when it is served without a closer look, if at most until then. */
    long read(long lookAt, long goneAt) {
        return lookAt;
    }

    /** Those of an entry that has limits of its own. */
    private static final class Limited extends Particulars {

        private final long nearUntil;
        private final long aloneUntil;

        /** Racy on purpose: a lost touch is made up for by the next one. */
        private volatile long idleAt;

        Limited(Draft draft, Limits limits) {
            super(draft.owner(), draft.origin());
            this.nearUntil = limits.nearUntil();
            this.aloneUntil = limits.aloneUntil();
            this.idleAt = limits.idleAt();
        }

        @Override
        boolean isNear(long nanoTime) {
            return nearUntil - nanoTime > 0;
        }

        @Override
        boolean isTrustedAlone(long nanoTime) {
            return aloneUntil - nanoTime > 0;
        }

        @Override
        boolean isIdle(long nanoTime) {
            return idleAt - nanoTime <= 0;
        }

        @Override
        long read(long lookAt, long goneAt) {
            idleAt = goneAt;
            return lookAt - nearUntil < 0 ? lookAt : nearUntil;
        }
    }
}
