package dev.terrace.cache.redis;

import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why there is no TLS connection, and what to do about it. */
final class TlsFailure {

    private static final String BUNDLE = "'terrace.cache.redis.ssl.bundle'";
    private static final String ALERT = "Received fatal alert: ";

    private TlsFailure() {}

    /** The words for it, or null if TLS is not the reason. */
    static @Nullable String reason(Throwable failure) {
        SSLException handshake = null;
        Throwable root = failure;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (handshake == null && t instanceof SSLException ssl) {
                handshake = ssl;
            }
            root = t;
        }
        return handshake == null ? null : "No TLS connection: " + reason(handshake, root);
    }

    private static String reason(SSLException handshake, Throwable root) {
        if (root instanceof CertificateExpiredException) {
            return "the certificate of Redis, or one above it, has expired; renew it";
        }
        if (root instanceof CertificateNotYetValidException) {
            return "the certificate of Redis is not valid yet; look at the clocks";
        }
        if (root instanceof CertPathBuilderException
                || root instanceof CertPathValidatorException
                || root instanceof SignatureException) {
            return "the certificate of Redis is not trusted; its issuer belongs into the trust store of " + BUNDLE;
        }
        if (root instanceof CertificateException) {
            return "the certificate of Redis is not for the host in 'terrace.cache.redis'; name Redis as its certificate does";
        }
        String message = String.valueOf(handshake.getMessage());
        if (message.startsWith(ALERT)) {
            return alert(message.substring(ALERT.length()));
        }
        return root.getClass().getSimpleName() + "; look at " + BUNDLE;
    }

    /** What the server says of us. */
    private static String alert(String alert) {
        if (alert.contains("certificate") || alert.contains("unknown_ca")) {
            return "Redis asks for a certificate of this application (%s); it belongs into the key store of %s"
                    .formatted(alert, BUNDLE);
        }
        return "Redis ended the handshake (%s); look at protocols and ciphers of %s".formatted(alert, BUNDLE);
    }
}
