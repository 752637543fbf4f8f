package dev.terrace.cache;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a source says of a value so that it can be asked whether the value still holds, in HTTP's words.
 *
 * @param etag an opaque name of this state of the value; null if there is none. At most {@value #MAXIMUM_ETAG_LENGTH}
 *     characters
 * @param lastModified when the value changed last, kept in milliseconds; null if it is not known
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.8">RFC 9110, validator fields</a>
 */
public record Validators(@Nullable String etag, @Nullable Instant lastModified) {

    /** Longer ones are refused: they travel with every value. */
    public static final int MAXIMUM_ETAG_LENGTH = 1024;

    /** Nothing is known. */
    public static final Validators NONE = new Validators(null, null);

    public Validators {
        if (etag != null && etag.length() > MAXIMUM_ETAG_LENGTH) {
            throw new IllegalArgumentException(
                    "An ETag of %d characters; at most %d are kept".formatted(etag.length(), MAXIMUM_ETAG_LENGTH));
        }
        lastModified = lastModified != null ? Instant.ofEpochMilli(lastModified.toEpochMilli()) : null;
    }

    public static Validators etag(String etag) {
        return new Validators(Objects.requireNonNull(etag), null);
    }

    /** Whether there is anything to ask with. */
    public boolean isEmpty() {
        return etag == null && lastModified == null;
    }
}
